"""A backend that tells the frontend what it did, and stores what the frontend did."""

import asyncio
import contextlib
import os
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.responses import FileResponse
from pydantic import BaseModel

from dev_webhook import asend, subscribe


class Webhook(BaseModel):
    type: str
    data: dict[str, Any]


class Store:
    def __init__(self) -> None:
        self.agents: dict[str, str] = {}
        self.level: float = 0


store = Store()


async def store_agents_of_the_frontend() -> None:
    async for event in subscribe("agent.created"):
        if event.source == "backend":
            continue
        agent_id = str(event.data.get("agent_id"))
        store.agents[agent_id] = str(event.data.get("name"))
        await asend("agent.stored", {"agent_id": agent_id, "agents": len(store.agents)})


@contextlib.asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    following = asyncio.create_task(store_agents_of_the_frontend())
    yield
    following.cancel()
    await asyncio.wait([following])


app = FastAPI()
# From FastAPI 0.93 on this is FastAPI(lifespan=lifespan); Debian 12 has 0.92.
app.router.lifespan_context = lifespan


@app.post("/agents")
async def create_agent() -> dict[str, str]:
    agent = {"agent_id": str(uuid.uuid4()), "name": f"Agent {len(store.agents) + 1} of the backend"}
    store.agents[agent["agent_id"]] = agent["name"]
    await asend("agent.created", agent)
    return agent


@app.post("/api/webhook/receive")
async def receive(webhook: Webhook) -> dict[str, bool]:
    if webhook.type == "audio_level":
        store.level = webhook.data["audioLevel"]
    return {"success": True}


@app.get("/state")
async def state() -> dict[str, Any]:
    return {"agents": list(store.agents.values()), "level": store.level}


@app.get("/hub")
async def hub() -> dict[str, str]:
    """Where the page finds the hub."""
    return {"url": os.environ.get("DEV_SYNC_URL", "http://localhost:4848")}


@app.get("/")
async def page() -> FileResponse:
    return FileResponse(Path(__file__).with_name("index.html"))
