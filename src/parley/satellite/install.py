"""How a speaker starts with the computer: a unit for systemd, and what to do where there is none."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from parley.satellite.kept import SpeakerFailed

NAME = "parley-speaker.service"
_UNIT = """\
[Unit]
Description=Parley speaker
{after}
# However long the network is away: it rings without it, and tries again.
StartLimitIntervalSec=0

[Service]
ExecStart={command}
Restart=always
RestartSec=5
NoNewPrivileges=true
{more}
[Install]
WantedBy={wanted}
"""
_OF_THE_SYSTEM = """\
User={user}
SupplementaryGroups=audio
# It needs the sound card, the network and its own folder, and nothing else.
PrivateTmp=true
ProtectSystem=strict
ReadWritePaths=-{data}
ProtectKernelTunables={tunables}
ProtectKernelModules=true
ProtectControlGroups=true
RestrictSUIDSGID=true
LockPersonality=true
# Sound that comes late is heard as a click.
Nice=-5
"""


def unit(arguments: Sequence[str], data: Path, *, system_user: str = "", led: bool = False) -> str:
    """A systemd unit: of a user's own, or of the system's that runs as ``system_user``."""
    command = shlex.join([sys.executable, "-m", "parley", "speaker", *arguments]).replace("%", "%%")
    if not system_user:
        after = "After=pipewire.service pulseaudio.service"
        return _UNIT.format(after=after, command=command, more="", wanted="default.target")
    # An LED is written under /sys.
    tunables = "false" if led else "true"
    return _UNIT.format(
        after="Wants=network-online.target sound.target\nAfter=network-online.target sound.target",
        command=command,
        more=_OF_THE_SYSTEM.format(user=system_user, data=data, tunables=tunables),
        wanted="multi-user.target",
    )


def place(*, system: bool) -> Path:
    """Where the unit belongs."""
    if system:
        return Path("/etc/systemd/system") / NAME
    return Path.home() / ".config" / "systemd" / "user" / NAME


def write(text: str, path: Path) -> None:
    """Put the unit there. Raises ``SpeakerFailed``."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as error:
        raise SpeakerFailed(f"{path} cannot be written ({error.strerror}); try with sudo.") from error


def launchd(arguments: Sequence[str]) -> str:
    """The same for macOS: a file for ``~/Library/LaunchAgents``."""
    words = [sys.executable, "-m", "parley", "speaker", *arguments]
    lines = "\n".join(f"    <string>{_escaped(each)}</string>" for each in words)
    return f"""\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key><string>parley-speaker</string>
  <key>ProgramArguments</key>
  <array>
{lines}
  </array>
  <key>RunAtLoad</key><true/>
  <key>KeepAlive</key><true/>
</dict>
</plist>
"""


def windows(arguments: Sequence[str]) -> str:
    """The same for Windows: a command that has it started at every sign-in."""
    words = [sys.executable, "-m", "parley", "speaker", *arguments]
    command = " ".join(f'\\"{each}\\"' if " " in each else each for each in words)
    return f'schtasks /Create /TN "Parley speaker" /SC ONLOGON /TR "{command}"'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
