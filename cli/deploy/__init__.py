"""Deployment: the package and the template that AWS runs, and both on the local emulator.

`package` makes the zip, `template` the CloudFormation template, `stack` applies them, `local` does so on this machine.
"""
