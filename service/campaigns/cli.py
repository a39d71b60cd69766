"""What an operator does with a letter at a terminal: the same actions as the admin page."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from service.campaigns import actions, queries
from service.campaigns.models import Campaign
from service.core import clock
from service.core.db import session
from service.core.trail import Cause

BY_COMMAND = Cause("admin", "paadriv", "at the command line")
commands = click.Group("campaign", help="Send a letter to many, look how it goes, hold it up.")


@commands.command()
@click.argument("number", metavar="ID", type=int)
@click.option("--at", default="", help="When: 2027-01-20T09:00, in the community's own time")
def send(number: int, at: str) -> None:
    """Send it now, or at a time."""
    campaign = found(number)
    actions.schedule(campaign, moment(campaign, at), BY_COMMAND)
    session.commit()
    say(campaign)


@commands.command()
@click.argument("number", metavar="ID", type=int)
@click.option("--json", "as_json", is_flag=True)
def status(number: int, as_json: bool) -> None:
    """How it goes."""
    campaign = found(number)
    if as_json:
        click.echo(json.dumps(numbers(campaign)))
    else:
        say(campaign)


@commands.command()
@click.argument("number", metavar="ID", type=int)
def pause(number: int) -> None:
    """Hold it up; whoever has not got it yet waits."""
    campaign = found(number)
    actions.pause(campaign, BY_COMMAND)
    session.commit()
    say(campaign)


@commands.command()
@click.argument("number", metavar="ID", type=int)
def resume(number: int) -> None:
    """Go on where it was held up."""
    campaign = found(number)
    actions.resume(campaign, BY_COMMAND)
    session.commit()
    say(campaign)


@commands.command()
@click.argument("number", metavar="ID", type=int)
def cancel(number: int) -> None:
    """Nobody more gets it. One that has not begun becomes a draft again."""
    campaign = found(number)
    act = actions.unschedule if campaign.state == "scheduled" else actions.cancel
    act(campaign, BY_COMMAND)
    session.commit()
    say(campaign)


def found(number: int) -> Campaign:
    campaign = session.get(Campaign, number)
    if campaign is None:
        raise click.ClickException(f"There is no letter {number}.")
    return campaign


def moment(campaign: Campaign, typed: str) -> datetime:
    if not typed:
        return clock.now()
    try:
        at = datetime.fromisoformat(typed)
    except ValueError as error:
        raise click.BadParameter("Write the time like this: 2027-01-20T09:00") from error
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(campaign.community.zone))


def say(campaign: Campaign) -> None:
    tally = queries.tally(campaign)
    click.echo(
        f"{campaign.title}: {campaign.state}. {tally.sent} sent, {tally.waiting} waiting, "
        f"{tally.deferred} to be tried again, {tally.uncertain} in doubt, {tally.failed} failed, "
        f"{tally.left_out} left out, {tally.total} in all."
    )
    if campaign.trouble:
        click.echo(f"Held up: {campaign.trouble}")


def numbers(campaign: Campaign) -> dict[str, Any]:
    tally = asdict(queries.tally(campaign))
    times = {"send_at": campaign.send_at, "finished_at": campaign.finished_at}
    known = {"id": campaign.id, "title": campaign.title, "state": campaign.state}
    known["trouble"] = campaign.trouble
    return known | tally | {name: at and at.isoformat() for name, at in times.items()}
