"""The one room that holds the cryptography libraries: keys, seals, signatures, passphrases."""
