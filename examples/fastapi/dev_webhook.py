"""Dev Sync for this backend: tells the hub what happens here, hears what happens elsewhere.

    send("agent.created", {"id": "a-1"})         # in scripts, tasks and `def` endpoints
    await asend("agent.created", {"id": "a-1"})  # in `async def`
    async for event in subscribe("agent.*"):     # each once, also over restarts of the hub

Does nothing where no hub runs, or with DEV_SYNC_DISABLED=1. Terminals of VS Code know the hub
(DEV_SYNC_URL); elsewhere its file in the user's state folder tells. Needs Python 3.9 and httpx.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import os
import random
import secrets
import sys
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

AWAY: tuple[type[Exception], ...] = (ConnectionError,)
try:
    import httpx

    AWAY += (httpx.NetworkError, httpx.ProtocolError, httpx.TimeoutException)
except ImportError:  # Said when it is needed: a backend starts without it too.
    httpx = None  # type: ignore[assignment]
FIRST_DELAY, LONGEST_DELAY, SILENCE = 0.25, 30.0, 45.0  # Seconds. A hub is never silent for 20.
HOLD_OFF = 20.0  # Trying a hub that is not there takes at most a twentieth of the time.
log = logging.getLogger("dev-sync")


class Event(NamedTuple):
    type: str  # `stream.gap`: events that came before the next one are not kept any more.
    data: dict[str, Any]
    id: str | None = None  # `audio_level` and `stream.gap` have none.
    timestamp: str | None = None
    source: str | None = None
    sent_at: str | None = None


class DevSync:
    """The hub at `url`, or else the one that this user runs. `source` signs what is sent."""

    def __init__(self, url: str = "", source: str | None = None) -> None:
        self._url, self._source = url, source
        self._away_until, self._warned = 0.0, set[str]()
        if httpx:
            # No connection is kept: workers that a server forks would share it.
            unkept = {"Connection": "close"}
            self._http = httpx.Client(headers=unkept, timeout=2, trust_env=False)

    def send(self, event_type: str, data: Mapping[str, Any] | None = None) -> bool:
        """Whether a hub took it. What JSON does not have, as dates and NaN, goes as text."""
        event = {"event_type": event_type, "data": data or {}, "source": self._source}
        began = time.monotonic()
        if began < self._away_until:
            return False
        try:
            url, headers = self._locate()
            headers["Content-Type"] = "application/json"
            # NaN goes as text: null counts as 0 in a frontend.
            body = json.dumps(json.loads(json.dumps(event, default=str), parse_constant=str))
            answer = self._http.post(f"{url}/dev/webhook", content=body, headers=headers)
            return not self._is_refused(answer)
        except AWAY:
            self._away_until = began + HOLD_OFF * (time.monotonic() - began)
        except Exception as error:  # Nothing of this may break a backend.
            self._warn(f"{event_type} was not sent: {error}")
        return False

    async def asend(self, event_type: str, data: Mapping[str, Any] | None = None) -> bool:
        """As `send`, beside the event loop."""
        return await asyncio.to_thread(self.send, event_type, data)

    async def subscribe(self, *types: str, last_event_id: str = "") -> AsyncGenerator[Event, None]:
        """Events of these types (globs; all without any), from now on or after that id."""
        query, position, delay = {"types": ",".join(types)}, last_event_id, FIRST_DELAY
        while True:
            try:
                url, headers = await asyncio.to_thread(self._locate)
                headers["Last-Event-ID"] = position
                timeout = httpx.Timeout(5, read=SILENCE)
                async with httpx.AsyncClient(timeout=timeout, trust_env=False) as http:
                    ask = http.stream("GET", f"{url}/dev/events", params=query, headers=headers)
                    async with ask as answer:
                        if answer.is_error:
                            await answer.aread()
                            self._is_refused(answer)
                        async for place, event in _read(answer):
                            if place:
                                position, delay = place, FIRST_DELAY
                            if event:
                                yield event
            except AWAY as error:
                log.debug("There is no stream: %s", error)
            except Exception as error:
                self._warn(f"There is no stream: {error}")
            await asyncio.sleep(random.uniform(0, delay))
            delay = min(LONGEST_DELAY, 2 * delay)

    def _is_refused(self, answer: httpx.Response) -> bool:
        if answer.is_error:
            self._warn(f"{answer.url} was refused: {answer.text:.500}")
        return answer.is_error

    def _warn(self, words: str) -> None:
        if words not in self._warned:
            self._warned.add(words)
            log.warning(words)

    def _locate(self) -> tuple[str, dict[str, str]]:
        """Where the hub is, and the header with its token if that is known."""
        if os.environ.get("DEV_SYNC_DISABLED", "0") != "0":
            raise ConnectionError("DEV_SYNC_DISABLED is set.")
        named = (self._url or os.environ.get("DEV_SYNC_URL", "")).rstrip("/")
        if named and "://" not in named:
            named = f"http://{named}"
        hubs = [(named, os.environ.get("DEV_SYNC_TOKEN", "")), *_hubs_of_this_user()]
        if not httpx and any(url for url, _ in hubs):
            self._warn("Dev Sync cannot reach the hub without httpx: pip install httpx")
            raise ConnectionError("There is no httpx.")
        for url, token in hubs:
            if token and self._is_proven(named or url, token):
                return named or url, {"Authorization": f"Bearer {token}"}
        if not named:
            raise ConnectionError("No hub is running.")
        return named, {}

    def _is_proven(self, url: str, token: str) -> bool:
        """Whether the program there knows the token, which is never sent to one that does not."""
        nonce = secrets.token_hex(16)
        proof = hmac.new(token.encode(), nonce.encode(), "sha256").hexdigest()
        try:
            return proof in self._http.get(f"{url}/dev/health", params={"nonce": nonce}).text
        except httpx.TransportError:
            return False  # A hub that was killed leaves its file.


def _hubs_of_this_user() -> list[tuple[str, str]]:
    """Addresses and tokens, the nearest to the default port first. Nothing of it is proven."""
    folder = os.environ.get("XDG_STATE_HOME", "")
    folder = folder if os.path.isabs(folder) else "~/.local/state"
    if sys.platform == "win32":
        folder = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        folder = "~/Library/Application Support"
    hubs = []
    for file in Path(os.path.expanduser(folder), "dev-sync", "hubs").glob("*.json"):
        try:
            state = json.loads(file.read_text("utf-8"))
            hubs.append((abs(state["port"] - 4848), state["url"], state["token"]))
        except (OSError, ValueError, LookupError, TypeError):
            continue  # It is gone, or somebody else's.
    return [(url, token) for _, url, token in sorted(hubs)]


async def _read(answer: httpx.Response) -> AsyncIterator[tuple[str, Event | None]]:
    rest = b""
    async for chunk in answer.aiter_bytes():  # The lines of httpx differ from version to version.
        *blocks, rest = (rest + chunk).split(b"\n\n")
        for block in blocks:
            fields = dict(line.partition(": ")[::2] for line in block.decode().split("\n"))
            message = json.loads(fields.get("data", "{}"))
            known = {name: message[name] for name in Event._fields if name in message}
            yield fields.get("id", ""), Event(**known) if "data" in known else None


_hub = DevSync(source="backend")
send, asend, subscribe = _hub.send, _hub.asend, _hub.subscribe
