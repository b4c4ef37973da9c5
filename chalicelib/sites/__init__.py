"""Sites: who is served, from which origins, by which settings, and who may moderate."""
