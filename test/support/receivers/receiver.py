"""A backend that takes webhooks: FastAPI as its users write it. Prints a line of JSON for each that it takes."""

import json
import sys
from typing import Any, Dict

import uvicorn
from fastapi import FastAPI, Request
from pydantic import BaseModel


class Webhook(BaseModel, extra="forbid"):
    type: str
    data: Dict[str, Any]


app = FastAPI()


@app.post("/api/webhook/receive")
async def receive(webhook: Webhook, request: Request):
    print(json.dumps({"webhook": webhook.dict(), "headers": dict(request.headers)}), flush=True)
    return {"success": True}


uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]))
