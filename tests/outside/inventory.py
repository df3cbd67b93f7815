"""An inventory client that nobody here wrote: Python `grpcio`, which learns the
schema from the server by reflection.

Usage: inventory.py ADDRESS MERCHANT. Receives stock, reserves, repeats the key,
commits, reads, and prints what it saw as one JSON object.
"""

import json
import sys
import time
import uuid

import grpc
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.json_format import MessageToDict, ParseDict
from google.protobuf.message_factory import GetMessageClass
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase,
)


def uuid7() -> str:
    millis = int(time.time() * 1000)
    rand = uuid.uuid4().int & ((1 << 74) - 1)
    value = millis << 80 | 7 << 76 | (rand >> 62) << 64 | 2 << 62 | rand & ((1 << 62) - 1)
    return str(uuid.UUID(int=value))


class Inventory:
    def __init__(self, address):
        self.channel = grpc.insecure_channel(address)
        database = ProtoReflectionDescriptorDatabase(self.channel)
        self.services = database.get_services()
        self.service = DescriptorPool(database).FindServiceByName("hawker.v1.Inventory")

    def call(self, name, **fields):
        method = self.service.FindMethodByName(name)
        request = ParseDict(fields, GetMessageClass(method.input_type)())
        stub = self.channel.unary_unary(
            f"/{self.service.full_name}/{name}",
            request_serializer=lambda m: m.SerializeToString(),
            response_deserializer=GetMessageClass(method.output_type).FromString,
        )
        return MessageToDict(stub(request))


def main(address, merchant):
    inventory = Inventory(address)
    seen = {"services": sorted(inventory.services)}
    inventory.call("ReceiveStock", key=uuid7(), merchant=merchant, sku="py-sku", quantity=3)
    line = {"sku": "py-sku", "quantity": 2, "unitPrice": {"minor": "250", "currency": "EUR"}}
    ask = dict(key=uuid7(), merchant=merchant, buyer="py", lines=[line], limitPerBuyer=2)
    first, again = inventory.call("Reserve", **ask), inventory.call("Reserve", **ask)
    seen["outcome"], seen["same_answer"] = first["outcome"], first == again
    more = dict(ask, key=uuid7(), buyer="other")
    seen["sold_out"] = inventory.call("Reserve", **more)["outcome"]
    reservation = first["reservation"]["id"]
    commit = dict(key=uuid7(), merchant=merchant, reservation=reservation, paymentReference="p")
    seen["committed"] = inventory.call("Commit", **commit)["outcome"]
    seen["total"] = first["reservation"]["total"]
    seen["stock"] = inventory.call("GetStock", merchant=merchant, sku="py-sku")["stock"]
    try:
        inventory.call("GetStock", merchant=merchant, sku="nothing")
    except grpc.RpcError as error:
        seen["not_found"] = error.code().name
    print(json.dumps(seen))


main(*sys.argv[1:])
