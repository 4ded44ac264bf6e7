"""Settings come from a file and the environment, and a wrong one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from parley.errors import BadSettings
from parley.settings import Settings, load


def test_without_any_file_the_defaults_work(tmp_path: Path) -> None:
    settings = load({"PARLEY_DATA": str(tmp_path)})
    assert settings.server.port == 8420
    assert settings.server.host == "127.0.0.1"
    assert settings.data_dir == tmp_path


def test_the_environment_stands_above_the_file(tmp_path: Path) -> None:
    file = tmp_path / "parley.toml"
    file.write_text('language = "zh"\n[server]\nport = 9000\nhost = "0.0.0.0"\n', "utf-8")
    settings = load({"PARLEY_SETTINGS": str(file), "PARLEY_SERVER__PORT": "9001"})
    assert settings.language == "zh"
    assert settings.server.port == 9001
    assert settings.server.host == "0.0.0.0"


def test_lists_and_tables_can_be_set_from_the_environment() -> None:
    settings = load(
        {
            "PARLEY_EARS__ENGINES": '["moonshine"]',
            "PARLEY_MOUTH__ENGINES": '{"*" = "espeak"}',
            "PARLEY_EARS__PARTIALS": "false",
        }
    )
    assert settings.ears.engines == ("moonshine",)
    assert settings.mouth.engines == {"*": "espeak"}
    assert settings.ears.partials is False


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"PARLEY_SERVER__PORT": "99999"}, "port"),
        ({"PARLEY_SERVER__PROT": "1"}, "prot"),
        ({"PARLEY_LISTENING__END_SILENCE": "long"}, "end_silence"),
        ({"PARLEY_SETTINGS": "/nowhere/parley.toml"}, "nowhere"),
    ],
)
def test_a_wrong_setting_is_named(environment: dict[str, str], named: str) -> None:
    with pytest.raises(BadSettings, match=named):
        load(environment)


def test_settings_survive_no_surprise() -> None:
    assert load({}) == Settings()
