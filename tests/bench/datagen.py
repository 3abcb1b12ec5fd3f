"""Data of the benchmark: orders of 12 columns as CSV and as pages of JSON, with what a target must hold afterwards.

    datagen.py FOLDER ROWS      writes FOLDER/orders-ROWS.csv and FOLDER/orders-ROWS.json (the expectation)

Everything follows from a fixed seed. Text holds quotes, commas, line feeds and CJK; an empty unquoted field is NULL
and no text is empty, so a tool that takes one for the other fails the check. Rows beyond the first million repeat
those with higher order ids: large files are written quickly and still have unique keys.
"""
import json
import os
import random
import sys
from datetime import datetime, timedelta

SEED = 20251014
BLOCK = 1_000_000
SAMPLE_EVERY = 9_973
COLUMNS = ("order_id", "order_no", "customer", "status", "currency", "amount", "quantity", "unit_price", "is_gift",
           "created_at", "updated_at", "note")
STATES = ("open", "paid", "picked", "sent", "received", "void", "refunded")
CURRENCIES = ("CNY", "EUR", "USD", "JPY", "SGD", "CHF")
GIVEN = ("Ada", "Bao", "Carla", "Dinh", "Elif", "Frank", "Grace", "Hana", "Ivo", "Jun", "Kaya", "Liam", "Mei", "Noor")
FAMILY = ("Almeida", "Becker", "Chen", "Duarte", "Endo", "Farkas", "Gao", "Haas", "Ito", "Jansson", "Kim", "Lindqvist")
UNUSUAL = ('Weber, "Uhren" & Söhne', "北京市，朝阳区 书店", "株式会社みどり, 大阪", 'Murphy, "On the Quay", Ltd.', "서울 문구, 주식회사")
WORDS = ("ring twice leave at reception behind the gate before noon fragile glass inside call the number on the label "
         "gift wrap no invoice in the box second floor").split()
FIRST_DAY = datetime(2023, 1, 1)
DAYS = 900


def quoted(text):
    if '"' in text or "," in text or "\n" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def moment(day_texts, ms):
    day, ms = divmod(ms, 86_400_000)
    seconds, ms = divmod(ms, 1000)
    return "%s %02d:%02d:%02d.%03d" % (day_texts[day], seconds // 3600, seconds // 60 % 60, seconds % 60, ms)


def orders(rows):
    """Yields the columns of each row, order_id left out, as Python values (amount in cents, times as text)."""
    rnd = random.Random(SEED)
    chance, upto = rnd.random, rnd.randrange
    days = [(FIRST_DAY + timedelta(days=d)).strftime("%Y-%m-%d") for d in range(DAYS + 1)]
    for number in range(1, rows + 1):
        customer = UNUSUAL[upto(5)] if chance() < 0.05 else GIVEN[upto(14)] + " " + FAMILY[upto(12)]
        kind = chance()
        note = None
        if kind >= 0.3:
            first = upto(len(WORDS))
            note = " ".join(WORDS[(first + i) % len(WORDS)] for i in range(3 + upto(8)))
            if kind < 0.32:
                note = note.replace(" ", "\n", 2)
            elif kind < 0.34:
                note += ', they said "fine"'
        created = upto(DAYS * 86_400_000)
        yield ("SO-%08d" % number, customer, STATES[upto(7)], CURRENCIES[upto(6)], upto(100, 9_999_999), 1 + upto(20),
               upto(100, 50_000) / 100 + upto(100) / 10_000, chance() < 0.1, moment(days, created),
               moment(days, created + upto(86_400_000))[:-4] + "+02:00", note)


def csv_tail(row):
    no, customer, state, currency, cents, quantity, price, gift, created, updated, note = row
    return ",%s,%s,%s,%s,%d.%02d,%d,%r,%s,%s,%s,%s\r\n" % (
        no, quoted(customer), state, currency, cents // 100, cents % 100, quantity, price, "true" if gift else "false",
        created, updated, "" if note is None else quoted(note))


class Sums:
    """What a target must answer about its rows."""
    NAMES = ("rows", "order_ids", "cents", "quantities", "customer_characters", "notes", "note_characters", "gifts")

    def __init__(self):
        self.values = [0] * len(self.NAMES)

    def add(self, order_id, row):
        note = row[10]
        for i, value in enumerate((1, order_id, row[4], row[5], len(row[1]), note is not None,
                                   0 if note is None else len(note), row[7])):
            self.values[i] += value


def sample(order_id, row):
    no, customer, state, currency, cents, quantity, price, gift, created, updated, note = row
    utc = datetime.strptime(updated[:19], "%Y-%m-%d %H:%M:%S") - timedelta(hours=2)
    return [str(order_id), no, customer, state, currency, "%d.%02d" % divmod(cents, 100), str(quantity), repr(price),
            "1" if gift else "0", created, utc.strftime("%Y-%m-%d %H:%M:%S"), note]


def write_csv(folder, rows):
    path = os.path.join(folder, "orders-%d" % rows)
    if os.path.exists(path + ".json"):
        return path + ".csv"
    os.makedirs(folder, exist_ok=True)
    sums, samples, tails = Sums(), [], []
    block = min(rows, BLOCK)
    with open(path + ".csv", "wb", buffering=1 << 20) as file:
        file.write((",".join(COLUMNS) + "\r\n").encode())
        for order_id, row in enumerate(orders(block), 1):
            tail = csv_tail(row).encode()
            file.write(b"%d%s" % (order_id, tail))
            if rows > block:
                tails.append(tail)
            sums.add(order_id, row)
            if order_id % SAMPLE_EVERY == 1:
                samples.append(sample(order_id, row))
        once = list(sums.values)
        for first in range(block, rows, block):
            count = min(block, rows - first)
            if count < block:
                raise SystemExit("more than %d rows come in whole multiples of it" % BLOCK)
            file.writelines(b"%d%s" % (first + i, tail) for i, tail in enumerate(tails, 1))
            for i, value in enumerate(once):
                sums.values[i] += value + (first * block if i == 1 else 0)
    with open(path + ".json", "w", encoding="utf-8") as file:
        json.dump({"sums": dict(zip(Sums.NAMES, sums.values)), "samples": samples}, file)
    return path + ".csv"


def json_pages(count, per_page):
    """The bodies of a paged API: {"items": […], "next": "/orders?page=2"}."""
    text = json.JSONEncoder(ensure_ascii=False).encode
    items, page = [], 1
    for order_id, row in enumerate(orders(count * per_page), 1):
        no, customer, state, currency, cents, quantity, price, gift, created, updated, note = row
        items.append('{"order_id":%d,"order_no":"%s","customer":%s,"status":"%s","currency":"%s","amount":%d.%02d,'
                     '"quantity":%d,"unit_price":%r,"is_gift":%s,"created_at":"%s","updated_at":"%s","note":%s}' % (
                         order_id, no, text(customer), state, currency, cents // 100, cents % 100, quantity, price,
                         "true" if gift else "false", created, updated, text(note)))
        if len(items) == per_page:
            follow = '"/orders?page=%d"' % (page + 1) if page < count else "null"
            yield ('{"items":[' + ",".join(items) + '],"next":' + follow + "}").encode()
            items, page = [], page + 1


if __name__ == "__main__":
    print(write_csv(sys.argv[1], int(sys.argv[2])))
