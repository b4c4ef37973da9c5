"""Outside: other services that are asked about a comment, over the network, within a time that is known before."""
