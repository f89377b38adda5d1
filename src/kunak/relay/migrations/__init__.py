"""The relay's schema, release by release (Alembic)."""
