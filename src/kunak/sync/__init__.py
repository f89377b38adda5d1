"""What two sides that exchange blobs say to each other, without any network or disk."""
