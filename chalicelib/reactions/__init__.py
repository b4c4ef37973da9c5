"""Reactions: what readers like, comments and pages alike, once a visitor."""
