"""The blind relay: keeps blobs that it cannot read, and proves that it kept them. Specified in ``spec/relay.md``."""
