"""A viewer that nobody here wrote: Python `websockets` in the JSON sub-protocol.

Usage: viewer.py ADDRESS SHOW LISTING TOKEN. Joins, chats, waits for the sale,
reserves, gives the unit back, reconnects with its position, and prints what it
saw as one JSON object.
"""

import asyncio
import json
import sys
import time
import uuid

import websockets


def uuid7() -> str:
    millis = int(time.time() * 1000)
    rand = uuid.uuid4().int & ((1 << 74) - 1)
    value = millis << 80 | 7 << 76 | (rand >> 62) << 64 | 2 << 62 | rand & ((1 << 62) - 1)
    return str(uuid.UUID(int=value))


class Viewer:
    def __init__(self, socket):
        self.socket, self.frames, self.next_id = socket, [], 1

    async def read_until(self, wanted):
        for frame in self.frames:
            if wanted(frame):
                return frame
        while True:
            message = await self.socket.recv()
            fresh = [json.loads(line) for line in message.split("\n") if line]
            self.frames += fresh
            for frame in fresh:
                if wanted(frame):
                    return frame

    async def ask(self, **kind):
        number = self.next_id
        self.next_id += 1
        await self.socket.send(json.dumps({"id": number, **kind}))
        frame = await self.read_until(lambda f: f.get("reply", {}).get("id") == number)
        return frame["reply"]


async def main(address, show, listing, token):
    url = f"ws://{address}/v1/shows/{show}/ws"
    seen = {}
    async with websockets.connect(url, subprotocols=["hawker.v1.json"]) as socket:
        seen["subprotocol"] = socket.subprotocol
        extensions = socket.response.headers.get("Sec-WebSocket-Extensions", "")
        seen["extension"] = extensions.split(";")[0]
        viewer = Viewer(socket)
        welcome = (await viewer.ask(hello={"token": token}))["welcome"]
        seen["viewer"] = welcome["viewer"]
        echo = (await viewer.ask(sendChat={"text": "hello from Python"}))["chat"]
        chat = await viewer.read_until(lambda f: "chat" in f)
        seen["chat_in_room"] = chat["chat"]["messages"][0]["text"] == echo["text"]
        await viewer.read_until(lambda f: "saleOpened" in f.get("publication", {}))
        key = uuid7()
        first = await viewer.ask(reserve={"key": key, "listing": listing, "quantity": 1})
        again = await viewer.ask(reserve={"key": key, "listing": listing, "quantity": 1})
        seen["outcome"] = first["reserve"]["outcome"]
        seen["same_answer"] = first["reserve"] == again["reserve"]
        held = await viewer.read_until(
            lambda f: any(s.get("held") == 1 for s in f.get("state", {}).get("stocks", []))
        )
        seen["stock_moved"] = held is not None
        reservation = first["reserve"]["reservation"]["id"]
        released = await viewer.ask(release={"key": uuid7(), "reservation": reservation})
        seen["released"] = released["reserve"]["outcome"]
        last = [f["publication"] for f in viewer.frames if "publication" in f][-1]
    async with websockets.connect(url, subprotocols=["hawker.v1.json"]) as socket:
        viewer = Viewer(socket)
        position = {"epoch": last["epoch"], "offset": last["offset"]}
        welcome = (await viewer.ask(hello={"token": token, **position}))["welcome"]
        seen["recovered"] = welcome.get("recovered", False)
    print(json.dumps(seen))


asyncio.run(main(*sys.argv[1:]))
