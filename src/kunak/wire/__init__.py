"""What a client and a relay say to each other, as bytes; and what is refused unread. Specified in ``spec/relay.md``."""
