"""`belowline token`: tokens of a site's moderators and admins."""

import click

from chalicelib.sites.models import Role
from cli.commands import Operator, command


@click.group()
def token() -> None:
    """Tokens of moderators and admins."""


@command(token)
@click.option("--site", "site_id", required=True, help="The site it is good for.")
@click.option("--role", type=click.Choice(["moderator", "admin"]), default="moderator", show_default=True)
@click.option("--name", required=True, help="Whose it is; shown beside decisions.")
def create(operator: Operator, site_id: str, role: Role, name: str) -> None:
    """Make a token and show it, this once: only its hash is stored."""
    secret, made = operator.services.tokens.create(site_id, role, name)
    operator.show(vars(made) | {"token": secret}, secret)


@command(token)
@click.option("--site", "site_id", required=True, help="The site whose tokens to list.")
def list_(operator: Operator, site_id: str) -> None:
    """List a site's tokens, without what is secret of them."""
    rows = [vars(found) for found in operator.services.tokens.of_site(site_id)]
    operator.list(rows, ("id", "role", "name", "created_at"))


@command(token)
@click.argument("token_id", metavar="ID")
@click.option("--site", "site_id", required=True, help="The site it is good for.")
def revoke(operator: Operator, token_id: str, site_id: str) -> None:
    """End a token; it is refused from now on."""
    operator.services.tokens.revoke(site_id, token_id)
    operator.show({"id": token_id, "is_revoked": True}, f"Revoked the token {token_id}.")
