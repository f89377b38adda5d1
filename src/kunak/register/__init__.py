"""The count: what published figures say, what lists say of one another, and what nobody recorded."""
