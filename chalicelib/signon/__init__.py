"""The publisher's sign-on: what a token says of a reader that the publisher's own site has signed."""
