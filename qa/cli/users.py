"""Commands on the accounts of the dashboard."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from qa.cli.common import data_option, example, open_store, print_json

ROLES = ("agent", "supervisor", "qa", "admin")


@click.group()
def users() -> None:
    """Who may use the dashboard. Without any account it is open, to this machine alone."""


@users.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What this person does.")
@click.option("--agent", help="Whose calls an agent sees.  [default: NAME]")
@click.option("--no-password", is_flag=True, help="Sign-in through OpenID Connect alone.")
@click.pass_obj
@example('callqa users add alex --role agent --agent "Alex Marin"')
def add(db: Path | None, name: str, role: str, agent: str | None, no_password: bool) -> None:
    """Make an account. The password is asked for, or read from standard input."""
    from qa.accounts import users as accounts
    from qa.accounts.people import Role

    password = None if no_password else _password()
    with open_store(db, new=True) as store:
        user = accounts.add(store.connection, name, Role(role), password, agent=agent)
    click.echo(f"{user.name}: {user.role}", err=True)


@users.command("list")
@data_option
@click.pass_obj
@example("callqa users list")
def list_users(db: Path | None, as_json: bool) -> None:
    """Every account with its role."""
    from dataclasses import asdict

    from qa.accounts import users as accounts

    with open_store(db) as store:
        known = accounts.users(store.connection)
    if as_json:
        print_json([asdict(user) for user in known])
        return
    for user in known:
        notes = [f"calls of {user.agent}"] if user.agent else []
        notes += [] if user.password else ["no password"]
        notes += ["disabled"] if user.disabled else []
        click.echo("  ".join([f"{user.name:24} {user.role:10}", *notes]).rstrip())
    if not known:
        click.echo("No accounts: the dashboard is open, to this machine alone.", err=True)


@users.command("disable")
@click.argument("name")
@click.pass_obj
@example("callqa users disable alex")
def disable(db: Path | None, name: str) -> None:
    """Shut an account and sign it out; what this person did stays."""
    _set_disabled(db, name, True)


@users.command("enable")
@click.argument("name")
@click.pass_obj
@example("callqa users enable alex")
def enable(db: Path | None, name: str) -> None:
    """Open a shut account again."""
    _set_disabled(db, name, False)


@users.command("passwd")
@click.argument("name")
@click.pass_obj
@example("callqa users passwd alex")
def passwd(db: Path | None, name: str) -> None:
    """Give another password, asked for or read from standard input, and end all sessions."""
    from qa.accounts import users as accounts

    with open_store(db) as store:
        accounts.set_password(store.connection, name, _password())
    click.echo(f"{name}: another password", err=True)


@users.command("role")
@click.argument("name")
@click.argument("role", type=click.Choice(ROLES))
@click.option("--agent", help="Whose calls an agent sees.  [default: NAME]")
@click.pass_obj
@example("callqa users role alex supervisor")
def role_(db: Path | None, name: str, role: str, agent: str | None) -> None:
    """Give another role and end all sessions."""
    from qa.accounts import users as accounts
    from qa.accounts.people import Role

    with open_store(db) as store:
        accounts.set_role(store.connection, name, Role(role), agent=agent)
    click.echo(f"{name}: {role}", err=True)


@users.command("log")
@click.option("--call", help="Only what concerns this call.")
@click.option(
    "--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many."
)
@data_option
@click.pass_obj
@example("callqa users log --limit 20")
def log(db: Path | None, call: str | None, limit: int, as_json: bool) -> None:
    """What people did in the dashboard and what was refused to them, newest first."""
    from dataclasses import asdict

    from qa.accounts import audit

    with open_store(db) as store:
        entries = audit.entries(store.connection, call=call, limit=limit)
    if as_json:
        print_json([asdict(entry) for entry in entries])
        return
    for entry in entries:
        detail = " ".join(f"{key}={value}" for key, value in entry.detail.items())
        where = f" {entry.call}" if entry.call else ""
        click.echo(f"{entry.at} {entry.who} ({entry.role}) {entry.act}{where} {detail}".rstrip())


def _set_disabled(db: Path | None, name: str, disabled: bool) -> None:
    from qa.accounts import users as accounts

    with open_store(db) as store:
        accounts.set_disabled(store.connection, name, disabled)
    click.echo(f"{name}: {'disabled' if disabled else 'enabled'}", err=True)


def _password() -> str:
    """Never from the arguments, which every user of the machine can read."""
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")
