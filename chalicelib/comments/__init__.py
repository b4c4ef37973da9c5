"""Comments: posted by readers, kept whatever becomes of them, and copied to where readers read while they are approved."""
