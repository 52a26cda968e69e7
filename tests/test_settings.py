"""The settings: what the environment may say, and the one line for what it may not."""

import errno
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

import config
from config.env import LONGEST_SOCKET_PATH, Environment, Misconfigured, socket_path

ROOT = Path(__file__).parent.parent
POSTGRESQL = "postgresql://maria:p%40ss@db.example.org:5433/accord?sslmode=verify-full"


def env(**values: str) -> Environment:
    return Environment(values, root=Path("/srv/accord"))


def test_text_without_a_value_is_the_default() -> None:
    assert env(A="  ").text("A", "x") == "x"


@pytest.mark.parametrize("word", ["1", "true", "YES", "on"])
def test_flag_reads_yes(word: str) -> None:
    assert env(DEBUG=word).flag("DEBUG", default=False) is True


@pytest.mark.parametrize("word", ["0", "False", "no", "off"])
def test_flag_reads_no(word: str) -> None:
    assert env(DEBUG=word).flag("DEBUG", default=True) is False


def test_options_are_a_json_object() -> None:
    assert env(A='{"bucket_name": "accord"}').options("A") == {"bucket_name": "accord"}
    assert env().options("A") == {}
    for wrong in ("[1]", "{", "accord"):
        with pytest.raises(Misconfigured, match="JSON"):
            env(A=wrong).options("A")


def test_items_are_written_with_commas() -> None:
    assert env(A="a.example.org, b.example.org,").items("A", []) == [
        "a.example.org",
        "b.example.org",
    ]


def test_folder_is_meant_from_the_project() -> None:
    assert env(MEDIA_ROOT="files").folder("MEDIA_ROOT", "") == Path("/srv/accord/files")


def test_sqlite_waits_takes_its_lock_at_once_and_keeps_every_commit(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/new/a.sqlite3"
    entry = env(DATABASE_URL=address).database("DATABASE_URL", "")

    assert entry["NAME"] == tmp_path / "new/a.sqlite3"
    assert entry["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert entry["OPTIONS"]["timeout"] == 5
    assert "journal_mode=WAL" in entry["OPTIONS"]["init_command"]
    assert "synchronous=FULL" in entry["OPTIONS"]["init_command"]


def test_sqlite_path_is_meant_from_the_project(tmp_path: Path) -> None:
    here = Environment({"DATABASE_URL": "sqlite:///var/a.sqlite3"}, root=tmp_path)
    assert here.database("DATABASE_URL", "")["NAME"] == tmp_path / "var/a.sqlite3"


def test_postgresql_address_is_taken_apart_and_connections_are_kept() -> None:
    assert env(DATABASE_URL=POSTGRESQL).database("DATABASE_URL", "") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "accord",
        "USER": "maria",
        "PASSWORD": "p@ss",
        "HOST": "db.example.org",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "verify-full"},
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def test_embedded_broker_is_a_socket_for_cache_and_celery() -> None:
    redis_url = env().redis("REDIS_URL", embedded_socket=Path("/srv/broker.sock"))
    assert redis_url == "unix:///srv/broker.sock"
    assert env().broker("BROKER", redis_url=redis_url) == "redis+socket:///srv/broker.sock"


def test_broker_is_the_redis_of_the_cache_unless_said_otherwise() -> None:
    redis_url = "redis://r.example.org:6379/0"
    assert env(REDIS_URL=redis_url).redis("REDIS_URL", embedded_socket=Path("/s")) == redis_url
    assert env().broker("CELERY_BROKER_URL", redis_url=redis_url) == redis_url


def test_socket_in_a_deep_folder_gets_a_short_path() -> None:
    deep = Path("/srv") / ("d" * 120) / "broker.sock"
    short = socket_path(deep)

    assert len(os.fsencode(short)) <= LONGEST_SOCKET_PATH
    assert short.name == "broker.sock"
    assert short == socket_path(deep)
    assert socket_path(Path("/srv/50%/broker.sock")).parent != Path("/srv/50%")
    assert socket_path(Path("/srv/broker.sock")) == Path("/srv/broker.sock")


def test_mail_goes_into_a_folder() -> None:
    mail = env(EMAIL_URL="folder://var/mail").mail("EMAIL_URL", "")
    assert (mail.transport, mail.folder) == ("folder", Path("/srv/accord/var/mail"))


@pytest.mark.parametrize(
    ("tls", "port", "starttls", "implicit"),
    [("starttls", 587, True, False), ("implicit", 465, False, True), ("none", 25, False, False)],
)
def test_mail_goes_to_a_server(tls: str, port: int, starttls: bool, implicit: bool) -> None:  # noqa: FBT001
    mail = env(EMAIL_URL=f"smtp://u:p%3A@mx.example.org?tls={tls}").mail("EMAIL_URL", "")

    assert (mail.transport, mail.host, mail.port) == ("smtp", "mx.example.org", port)
    assert (mail.user, mail.password) == ("u", "p:")
    assert (mail.starttls, mail.implicit_tls) == (starttls, implicit)


def test_mail_to_another_machine_is_encrypted_unless_said_otherwise() -> None:
    assert env(EMAIL_URL="smtp://mx.example.org").mail("EMAIL_URL", "").starttls is True
    assert env(EMAIL_URL="smtp://127.0.0.1:2525").mail("EMAIL_URL", "").starttls is False


def test_a_full_disk_is_said_and_leaves_no_half_written_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(_path: Path, _text: str) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_text", no_space)
    with pytest.raises(Misconfigured, match="No space left on device"):
        env().secret("SECRET_KEY", keep_in=tmp_path / "secret_key")
    assert list(tmp_path.iterdir()) == []


def test_secret_is_made_once_and_kept_for_the_owner_only(tmp_path: Path) -> None:
    kept = tmp_path / "var" / "secret_key"
    first = env().secret("SECRET_KEY", keep_in=kept)

    assert len(first) >= 50
    assert env().secret("SECRET_KEY", keep_in=kept) == first
    assert kept.stat().st_mode & 0o777 == 0o600
    assert list(kept.parent.iterdir()) == [kept]


def test_our_own_domain_is_kept_as_mail_servers_read_it() -> None:
    given = env(MAIL_FROM="accord@müller.example")
    assert given.address("MAIL_FROM", "") == "accord@xn--mller-kva.example"


def test_keys_of_the_log_are_listed_newest_first() -> None:
    new, old = "n" * 40, "o" * 40
    assert env(AUDIT_KEY=f"{new}, {old}").secrets("AUDIT_KEY", []) == [new, old]
    assert env().secrets("AUDIT_KEY", [old]) == [old]


READ = {
    "DEBUG": lambda e: e.flag("DEBUG", default=False),
    "PORT": lambda e: e.number("PORT", 8000, least=1, most=65535),
    "LOG_LEVEL": lambda e: e.choice("LOG_LEVEL", "INFO", among=["INFO", "ERROR"]),
    "TIME_ZONE": lambda e: e.zone("TIME_ZONE", "UTC"),
    "BASE_URL": lambda e: e.site_address("BASE_URL", "", debug=False),
    "SECRET_KEY": lambda e: e.secret("SECRET_KEY", keep_in=None),
    "AUDIT_KEY": lambda e: e.secrets("AUDIT_KEY", []),
    "DATABASE_URL": lambda e: e.database("DATABASE_URL", ""),
    "REDIS_URL": lambda e: e.redis("REDIS_URL", embedded_socket=Path("/s")),
    "CELERY_BROKER_URL": lambda e: e.broker("CELERY_BROKER_URL", redis_url=""),
    "EMAIL_URL": lambda e: e.mail("EMAIL_URL", ""),
    "MAIL_FROM": lambda e: e.address("MAIL_FROM", ""),
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "maybe"),
        ("PORT", "0"),
        ("PORT", "99999"),
        ("PORT", "-1"),
        ("PORT", "eighty"),
        ("LOG_LEVEL", "LOUD"),
        ("TIME_ZONE", "America/Nowhere"),
        ("BASE_URL", "accord.example.org"),
        ("BASE_URL", "https://accord.example.org/sub"),
        ("BASE_URL", "https://accord.example.org:port"),
        ("BASE_URL", "http://accord.example.org"),
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("AUDIT_KEY", "short"),
        ("AUDIT_KEY", f"{'k' * 40},short"),
        ("DATABASE_URL", "mysql://db.example.org/accord"),
        ("DATABASE_URL", "sqlite://a.sqlite3"),
        ("DATABASE_URL", "postgresql://db.example.org"),
        ("DATABASE_URL", f"{POSTGRESQL}&sslmod=require"),
        ("REDIS_URL", "redis.example.org:6379"),
        ("REDIS_URL", "redis://"),
        ("CELERY_BROKER_URL", "amqp://mq.example.org"),
        ("EMAIL_URL", "mx.example.org"),
        ("EMAIL_URL", "smtp://"),
        ("EMAIL_URL", "smtp://mx.example.org?tls=maybe"),
        ("EMAIL_URL", "smtp://mx.example.org?ssl=1"),
        ("MAIL_FROM", "Accord"),
        ("MAIL_FROM", "äccord@example.org"),
        ("MAIL_FROM", f"accord@{'ä' * 70}.example"),
        ("MAIL_FROM", "Accord <accord@example.org>"),
    ],
)
def test_unusable_value_is_refused_in_one_line_that_says_what_to_write(
    name: str, value: str
) -> None:
    with pytest.raises(Misconfigured) as caught:
        READ[name](env(**{name: value}))

    assert re.fullmatch(rf"Configuration: {name} .+\. Write .+\.", str(caught.value))


def test_refusal_repeats_no_password() -> None:
    with pytest.raises(Misconfigured) as caught:
        READ["DATABASE_URL"](env(DATABASE_URL="mysql://maria:secretword@db.example.org/accord"))

    assert "secretword" not in str(caught.value)


@pytest.mark.parametrize(
    "command", [["manage.py", "check"], ["-m", "celery", "-A", "config", "report"]]
)
def test_start_with_an_unusable_value_ends_with_one_line(command: list[str]) -> None:
    ended = subprocess.run(  # noqa: S603
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ | {"TIME_ZONE": "Mars/Olympus"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert ended.stderr == (
        'Configuration: TIME_ZONE is "Mars/Olympus", which is no time zone. '
        "Write a name such as America/New_York.\n"
    )


def test_celery_only_rings_the_bell() -> None:
    assert settings.CELERY_TASK_ACKS_LATE is False
    assert settings.CELERY_TASK_IGNORE_RESULT is True
    assert settings.CELERY_ACCEPT_CONTENT == ["json"]
    assert config.celery_app.conf.beat_schedule["tick"]["options"]["expires"] < 60


@pytest.mark.parametrize("word", ["ftp://hc.example.org/1", "hc.example.org/1", "http://", "x"])
def test_a_page_elsewhere_is_of_the_web(word: str) -> None:
    with pytest.raises(Misconfigured, match="DEADMAN_URL") as refusal:
        env(DEADMAN_URL=word).page_address("DEADMAN_URL")
    assert "hc.example.org/1" not in str(refusal.value)


def test_a_page_elsewhere_may_be_none() -> None:
    assert env().page_address("DEADMAN_URL") == ""
    address = "https://hc.example.org/ping/1"
    assert env(DEADMAN_URL=address).page_address("DEADMAN_URL") == address


def test_a_webhook_needs_its_secret() -> None:
    among = ["mailgun", "postmark"]
    assert env().webhook("MAIL_WEBHOOK", among=among) == ""
    secret = {"MAIL_WEBHOOK_SECRET": "user:password"}
    found = env(MAIL_WEBHOOK="postmark", **secret).webhook("MAIL_WEBHOOK", among=among)
    assert found == "postmark"
    for wrong, names in [
        ({"MAIL_WEBHOOK": "other"}, "MAIL_WEBHOOK is"),
        ({"MAIL_WEBHOOK": "postmark"}, "MAIL_WEBHOOK_SECRET"),
        ({"MAIL_WEBHOOK": "postmark", "MAIL_WEBHOOK_SECRET": "word"}, "MAIL_WEBHOOK_SECRET"),
        ({"MAIL_WEBHOOK": "mailgun", **secret}, "MAIL_WEBHOOK_KEY"),
    ]:
        with pytest.raises(Misconfigured, match=names):
            env(**wrong).webhook("MAIL_WEBHOOK", among=among)


@pytest.mark.parametrize(
    ("host", "sender"),
    [
        ("accord.harbor.test", "accord@accord.harbor.test"),
        ("127.0.0.1", "accord@127.0.0.1"),
        ("müller.test", "accord@xn--mller-kva.test"),
    ],
)
def test_mail_comes_from_the_host_of_the_site(host: str, sender: str) -> None:
    assert env().sender("MAIL_FROM", host=host, by_smtp=False) == sender
    given = env(MAIL_FROM="team@harbor.test")
    assert given.sender("MAIL_FROM", host=host, by_smtp=True) == "team@harbor.test"


@pytest.mark.parametrize(
    "domain",
    [
        "example.org",
        "example.com",
        "mail.example.net",
        "harbor.example",
        "harbor.invalid",
        "localhost",
        "accord.localhost",
        "localhost.localdomain",
        "127.0.0.1",
        "::1",
        "server",
    ],
)
def test_smtp_with_a_placeholder_as_sender_is_refused(domain: str) -> None:
    with pytest.raises(Misconfigured, match=r"^Configuration: MAIL_FROM is .+\. Write .+\.$"):
        env().sender("MAIL_FROM", host=domain, by_smtp=True)
    assert env().sender("MAIL_FROM", host=domain, by_smtp=False) == f"accord@{domain}"


def test_start_with_smtp_and_no_sender_ends_with_one_line() -> None:
    ended = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=os.environ | {"EMAIL_URL": "smtp://127.0.0.1:2525", "MAIL_FROM": "", "BASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert ended.stderr == (
        'Configuration: MAIL_FROM is "accord@127.0.0.1", which can receive no bounces or '
        "replies. Write an address of your own domain, such as accord@ the domain of your "
        "organization.\n"
    )
