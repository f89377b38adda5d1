"""The log: envelopes, the chains they form, and one order for everybody."""
