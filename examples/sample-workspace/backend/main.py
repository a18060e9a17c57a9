"""Tells the hub what happens in the backend: once, with the client that most Python backends have."""

import os

import httpx

HUB = os.environ.get("DEV_SYNC_URL", "http://localhost:4848")

event = {"event_type": "rental.returned", "source": "shop-backend", "data": {"item": "bike", "late": False}}
answer = httpx.post(f"{HUB}/dev/webhook", json=event)
print(answer.status_code, answer.json())
