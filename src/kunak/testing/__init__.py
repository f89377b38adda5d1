"""Doubles of every port. Only tests use them."""
