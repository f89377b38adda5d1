"""The disk of one laptop: the log that is the truth, the cache that answers questions, and the files beside them."""
