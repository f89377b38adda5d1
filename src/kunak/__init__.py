"""Kunak: from first contact to safe arrival, and nothing given away."""
