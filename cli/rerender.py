"""`belowline rerender`: comments made HTML anew after the renderer has changed."""

from dataclasses import asdict

import click

from chalicelib.comments.markup import RENDERER
from chalicelib.comments.rerender import Rerendered
from cli.commands import Operator
from cli.progress import progress


@click.argument("site_id", metavar="[SITE]", required=False)
def rerender(operator: Operator, site_id: str | None) -> None:
    """Make the HTML of comments anew that an older renderer made, of one site or of all.

    May be broken off and run again. Readers, authors and moderators go on meanwhile.
    """
    sites = operator.services.sites
    done = {site: _rerender(operator, site) for site in ([sites.get(site_id).id] if site_id else sites.ids())}
    found = sum(done.values(), Rerendered())
    result = {"renderer": RENDERER, "result": {site: asdict(one) for site, one in done.items()}}
    operator.show(result, f"{_what_was_done(found)} {_what_to_do(found)}")


def _rerender(operator: Operator, site: str) -> Rerendered:
    done = Rerendered()
    with progress(site, sum(operator.services.totals.of_site(site).values())) as advance:
        for batch in operator.services.upkeep.rerenderer.run(site):
            done += batch
            advance(batch.checked)
    return done


def _what_was_done(found: Rerendered) -> str:
    busy = f"; {found.busy} changed too quickly" if found.busy else ""
    return f"Looked at {found.checked} comments and made {found.rendered} anew{busy}."


def _what_to_do(found: Rerendered) -> str:
    if found.rendered or found.busy:
        return "Run it once more, for those that were moved meanwhile."
    return "All are up to date."
