"""Which model a call means: what it names, else the environment, else a key's default, else the embedded one."""

from __future__ import annotations

import os

import pytest

from briefkit.errors import ConfigurationError
from briefkit.models import choose_model

KEY = "sk-canary-0123456789"


@pytest.mark.parametrize(
    ("name", "base_url", "env", "family", "chosen"),
    [
        ("gpt-5-mini", None, {}, "openai", "gpt-5-mini"),
        ("local", None, {"OPENAI_API_KEY": KEY}, "local", "local"),
        ("local:/x/y.gguf", "http://127.0.0.1:1/v1", {}, "local", "local:/x/y.gguf"),
        (None, None, {"BRIEFKIT_MODEL": "local"}, "local", "local"),
        (None, None, {"BRIEFKIT_MODEL": "m", "BRIEFKIT_BASE_URL": "http://x/v1"}, "openai", "m"),
        ("other", None, {"BRIEFKIT_MODEL": "m"}, "openai", "other"),
        ("m", "http://127.0.0.1:1/v1", {}, "openai", "m"),
        (None, None, {"OPENAI_API_KEY": KEY}, "openai", "gpt-5-mini"),
        (None, None, {"BRIEFKIT_API_KEY": KEY}, "openai", "gpt-5-mini"),
    ],
    ids=[
        "named",
        "local beats a key",
        "own weights",
        "environment names local",
        "environment names a server",
        "the call beats the environment",
        "a server",
        "OpenAI's key",
        "briefkit's key",
    ],
)
def test_the_nearest_wish_wins(
    name: str | None, base_url: str | None, env: dict[str, str], family: str, chosen: str
) -> None:
    choice = choose_model(name, base_url=base_url, env=env, has_weights=lambda: True)
    assert (choice.family, choice.name) == (family, chosen)


def test_without_a_key_the_embedded_model_is_used_when_its_weights_are_here() -> None:
    assert choose_model(env={}, has_weights=lambda: True).family == "local"


def test_without_a_key_and_without_weights_the_command_that_cures_it_is_offered() -> None:
    with pytest.raises(ConfigurationError, match="briefkit model pull"):
        choose_model(env={}, has_weights=lambda: False)


def test_under_an_embargo_a_key_decides_nothing() -> None:
    env = {"OPENAI_API_KEY": KEY, "BRIEFKIT_LOCAL_ONLY": "1"}
    assert choose_model(env=env, has_weights=lambda: True).name == "local"
    with pytest.raises(ConfigurationError, match="nothing may leave this machine"):
        choose_model(env=env, has_weights=lambda: False)


@pytest.mark.parametrize(
    "url",
    [
        None,
        "https://api.openai.com/v1",
        "http://192.168.0.9:11434/v1",
        "http://0.0.0.0:8000/v1",
        "http://127.0.0.1.example.com/v1",
        "http://localhost.example.com/v1",
        "http://[::ffff:10.0.0.1]/v1",
        "http://2130706434.example/v1",
    ],
)
def test_under_an_embargo_no_other_machine_is_asked(url: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFKIT_LOCAL_ONLY", "1")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with pytest.raises(ConfigurationError, match="nothing may be sent anywhere else"):
        choose_model("m", base_url=url, env=os.environ).build()


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:11434/v1", "http://localhost:1/v1", "http://[::1]:8080/v1"]
)
def test_under_an_embargo_a_server_of_this_machine_is_asked(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRIEFKIT_LOCAL_ONLY", "1")
    assert choose_model("m", base_url=url, env=os.environ).build().host in url


@pytest.mark.parametrize("value", ["", "0"])
def test_an_embargo_that_is_switched_off_forbids_nothing(value: str) -> None:
    env = {"OPENAI_API_KEY": KEY, "BRIEFKIT_LOCAL_ONLY": value}
    assert choose_model(env=env, has_weights=lambda: True).family == "openai"


def test_an_endpoint_without_a_model_asks_for_its_name() -> None:
    with pytest.raises(ConfigurationError, match="--model"):
        choose_model(base_url="http://127.0.0.1:1/v1", env={})


def test_a_choice_never_shows_its_key() -> None:
    choice = choose_model("m", base_url="http://127.0.0.1:1/v1", api_key=KEY, env={})
    assert choice.api_key == KEY
    assert KEY not in repr(choice)


def test_openais_key_is_not_carried_to_another_endpoint() -> None:
    choice = choose_model("m", base_url="http://127.0.0.1:1/v1", env={"OPENAI_API_KEY": KEY})
    assert choice.api_key is None
