"""``parley speaker``: this computer as a speaker of a Parley that runs elsewhere."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

_EXAMPLES = """
\b
Examples:
  parley speaker --server https://parley.local:8420 --ca home.pem --name Kitchen --room kitchen
  parley speaker                         again, once it is paired
  parley speaker --wake hey_jarvis --language zh --led ACT
  parley speaker list-sound
  parley speaker install                 start with the computer
"""

_INSTALL_EXAMPLES = """
\b
Examples:
  parley speaker install --with=--language=zh --with=--led=ACT
  sudo parley speaker install --system --user pi
"""

app = typer.Typer(
    name="speaker",
    help="Turn this computer into a speaker of a Parley that runs elsewhere.",
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=_EXAMPLES,
)

_Server = Annotated[str, typer.Option("--server", "-s", metavar="URL", help="Address of the Parley server.")]
_Ca = Annotated[str, typer.Option("--ca", metavar="FILE", help="Certificate (PEM) to trust the server by.")]
_Plain = Annotated[bool, typer.Option("--plain", help="Allow http although others can listen in.")]
_Name = Annotated[str, typer.Option("--name", "-n", help="What to call this speaker when it is paired.")]
_Language = Annotated[
    str, typer.Option("--language", "-l", help="Language people speak to it (zh, en), or auto for any.")
]
_Microphone = Annotated[
    str | None, typer.Option("--microphone", help="Number or name, as list-sound shows them.")
]
_Loudspeaker = Annotated[str | None, typer.Option("--loudspeaker", help="The same for what plays.")]
_Room = Annotated[str, typer.Option("--room", "-r", help="The room that the pairing page proposes.")]


@app.callback()
def start(
    context: typer.Context,
    server: _Server = "",
    ca: _Ca = "",
    plain: _Plain = False,
    name: _Name = "",
    room: _Room = "",
    wake: Annotated[
        list[str] | None,
        typer.Option("--wake", "-w", help="Wake word; may be given again. Default: okay_nabu."),
    ] = None,
    language: _Language = "auto",
    microphone: _Microphone = None,
    loudspeaker: _Loudspeaker = None,
    led: Annotated[str, typer.Option("--led", help="LED of /sys/class/leds that shows what it does.")] = "",
    barge_in: Annotated[
        bool, typer.Option("--barge-in/--no-barge-in", help="Whether speaking interrupts the answer.")
    ] = True,
    card_cancels: Annotated[
        bool, typer.Option("--card-cancels-echo", help="The sound card takes out its own echo.")
    ] = False,
    local: Annotated[
        bool, typer.Option("--local", help="Do timers, alarms and lists by itself while there is no server.")
    ] = False,
) -> None:
    """Be a speaker until Ctrl-C. It is paired the first time it starts."""
    if context.invoked_subcommand is not None:
        return
    from parley.satellite.starting import Wishes, be_a_speaker

    wishes = Wishes(
        server,
        ca,
        plain,
        name,
        room,
        tuple(wake or ("okay_nabu",)),
        language,
        microphone,
        loudspeaker,
        led,
        barge_in,
        card_cancels,
        local,
    )
    _until_stopped(be_a_speaker(wishes, _warn))


@app.command(epilog="Example: parley speaker pair --server https://parley.local:8420 --name Kitchen")
def pair(
    server: _Server = "",
    ca: _Ca = "",
    plain: _Plain = False,
    name: _Name = "",
    room: _Room = "",
    language: _Language = "auto",
) -> None:
    """Pair it, or pair it anew."""
    from parley.satellite.starting import Wishes, pair_anew

    _until_stopped(pair_anew(Wishes(server, ca, plain, name, room, language=language), _warn))


@app.command(epilog=_INSTALL_EXAMPLES)
def install(
    system: Annotated[
        bool, typer.Option("--system", help="For the whole computer, not for this user.")
    ] = False,
    user: Annotated[str, typer.Option("--user", help="With --system: who it runs as.")] = "",
    show: Annotated[bool, typer.Option("--print", help="Only print what would be written.")] = False,
    option: Annotated[
        list[str] | None,
        typer.Option("--with", help="An option it is started with, such as --with=--led=ACT."),
    ] = None,
) -> None:
    """Have it start with the computer."""
    from parley.satellite import install as units
    from parley.settings import load

    arguments = tuple(option or ())
    if sys.platform == "darwin":
        typer.echo(units.launchd(arguments))
        typer.echo(
            "Save this as 保存为 ~/Library/LaunchAgents/parley-speaker.plist, then 然后运行：", err=True
        )
        typer.echo("  launchctl load ~/Library/LaunchAgents/parley-speaker.plist", err=True)
        return
    if sys.platform == "win32":
        typer.echo(units.windows(arguments))
        typer.echo("Run this once, in a command prompt. 在命令提示符里运行一次。", err=True)
        return
    if system and not user:
        raise typer.BadParameter("--system needs --user NAME: who it runs as.")
    led = any(each.startswith("--led") for each in arguments)
    data = _data_of(user) if system else load().data_dir
    text = units.unit(arguments, data, system_user=user if system else "", led=led)
    if show:
        typer.echo(text)
        return
    path = units.place(system=system)
    units.write(text, path)
    scope = "sudo systemctl" if system else "systemctl --user"
    typer.echo(f"Written 已写入：{path}\nStart it with 启动命令：\n  {scope} enable --now {units.NAME}")
    if not system:
        typer.echo("So that it runs while nobody is signed in 无人登录时也运行：")
        typer.echo("  sudo loginctl enable-linger $USER")


@app.command("list-sound", epilog="Example: parley speaker list-sound --play --loudspeaker USB")
def list_sound(
    play: Annotated[
        bool, typer.Option("--play", help="Play a scale and show how loud the microphone is.")
    ] = False,
    microphone: _Microphone = None,
    loudspeaker: _Loudspeaker = None,
) -> None:
    """List microphones and loudspeakers; * is the system's choice."""
    from parley.satellite.card import listed

    for line in listed():
        typer.echo(line)
    if play:
        from parley.satellite.starting import try_out

        _until_stopped(try_out(microphone, loudspeaker, typer.echo))


def _data_of(user: str) -> Path:
    """Where a user's Parley keeps its data, whoever asks: under sudo it is not root's that is meant."""
    import pwd

    from parley.settings import load

    if load().data:
        return load().data_dir
    try:
        return Path(pwd.getpwnam(user).pw_dir) / ".local" / "share" / "parley"
    except KeyError as error:
        raise typer.BadParameter(f"There is no user {user!r} on this computer.") from error


def _warn(line: str) -> None:
    typer.echo(line, err=True)


def _until_stopped(work: Coroutine[object, object, None]) -> None:
    """Ctrl-C is how a speaker ends, or its service being stopped, and no failure."""
    with suppress(KeyboardInterrupt, asyncio.CancelledError):
        asyncio.run(_stoppable(work))


async def _stoppable(work: Coroutine[object, object, None]) -> None:
    running = asyncio.current_task()
    assert running is not None
    with suppress(NotImplementedError):  # Windows ends a service in its own way
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
    await work
