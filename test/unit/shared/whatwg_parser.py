"""The event stream interpretation of the HTML standard, byte by byte.

Standard input: JSON list of streams, each a list of chunks in hexadecimal. Standard output: JSON list of what a client makes of each.
"""

import codecs
import json
import sys


class Parser:
    def __init__(self):
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.messages, self.last_event_id, self.retry_ms = [], "", None
        self.line, self.data, self.type, self.id = [], [], "", ""
        self.is_first, self.after_cr = True, False

    def feed(self, chunk):
        for character in self.decoder.decode(chunk):
            is_first, self.is_first = self.is_first, False
            after_cr, self.after_cr = self.after_cr, character == "\r"
            if is_first and character == "\ufeff" or after_cr and character == "\n":
                continue
            if character in "\r\n":
                self.end_line("".join(self.line))
                self.line = []
            else:
                self.line.append(character)

    def end_line(self, line):
        if line == "":
            self.dispatch()
            return
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            self.type = value
        elif field == "data":
            self.data.append(value)
        elif field == "id" and "\0" not in value:
            self.id = value
        elif field == "retry" and value.isascii() and value.isdigit():
            self.retry_ms = int(value)

    def dispatch(self):
        self.last_event_id = self.id
        if self.data and "\n".join(self.data) + "\n" != "":
            self.messages.append({"type": self.type or "message", "data": "\n".join(self.data), "lastEventId": self.id})
        self.data, self.type = [], ""


def interpret(chunks):
    parser = Parser()
    for chunk in chunks:
        parser.feed(bytes.fromhex(chunk))
    result = {"messages": parser.messages, "lastEventId": parser.last_event_id}
    return result if parser.retry_ms is None else {**result, "retryMs": parser.retry_ms}


json.dump([interpret(stream) for stream in json.load(sys.stdin)], sys.stdout)
