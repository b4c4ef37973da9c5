"""HTTP: from the gateway's event to a call that routes understand, and from what they answer, or raise, back."""
