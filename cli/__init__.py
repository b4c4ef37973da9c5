"""The operator's command and the service on this machine.

Never shipped to Lambda; may import chalicelib, never the reverse.
"""
