#!/usr/bin/env python3
"""Writes the sample data of the workbench into resources/samples: the same bytes for the same seed, on every machine.

orders_clean.csv      2,000 orders without a fault
orders_messy.csv      2,000 orders of which 29 have a customer name of more than 40 characters (the longest has 57),
                      8 a date that is none, 12 an amount with its currency; three columns that no target needs
orders_messy_gbk.csv  the same text in GBK
items_mes.csv         2,000 items of a shop floor system, by digit codes with leading zeros
erp_codes.csv         which ERP code (物料编码) stands for which of them: 1,964 entries, 36 are missing

Nobody in it exists: identity numbers belong to people born before 1900, with a valid check digit.
"""
import csv
import datetime
import io
import pathlib
import random

SEED = 20260305
ROWS = 2000
FOLDER = pathlib.Path(__file__).resolve().parent.parent / "resources" / "samples"

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = ["伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "洋", "艳", "勇", "军", "杰", "娟", "涛", "明", "超", "秀兰", "建国",
         "志强", "晓东", "海燕", "雨桐", "子涵", "思远", "佳怡"]
COMPANIES = ["上海云帆电气有限公司", "苏州精工轴承厂", "杭州绿野食品有限公司", "深圳华芯电子有限公司", "青岛海联物流",
             "宁波天成模具有限公司", "成都蓉信仪表有限公司", "武汉长江阀门厂", "Hansen Maritime A/S", "Bergmann Antriebstechnik",
             "Northwind Traders", "O'Neill Machine Works", "Café Lumière", "Kowalski & Synowie", "Fuji Seiki K.K.",
             "Blue Ridge Supplies", "Lakeside Tools, Inc."]
LONG_STARTS = ["Bergmann Antriebstechnik GmbH & Co. KG", "Lakeside Tools and Industrial Supplies, Inc.",
               "Hansen Maritime Engineering and Services A/S", "Société Générale des Roulements de Précision",
               "上海云帆电气设备制造与系统集成技术服务有限责任公司华东区域第二采购与供应链管理中心"]
LONG_ENDS = [" Einkaufsabteilung Nord", " Purchasing Department", " Werk Zwickau", " 结算部", " Filiale de Lyon"]
ITEMS = [("007", "六角螺栓 M8×40", "0.85"), ("00123", "深沟球轴承 6204", "12.60"), ("01450", "O 型密封圈 25×3", "0.42"),
         ("20881", "温度传感器 PT100", "86.00"), ("30417", "Hydraulic hose 1/2\"", "58.90"), ("40200", "伺服电机 750W", "1290.00"),
         ("00456", "气动接头 8mm", "3.15"), ("51003", "Safety relay 24 V", "219.00"), ("60778", "工业润滑脂 1kg", "45.50"),
         ("70999", "Cable tray 3 m", "76.30")]
REGIONS = ["华东", "华北", "华南", "西南", "EU", "US"]
STATUSES = ["paid", "shipped", "closed", "open"]
CHECK_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]


def identity_number(rng):
    born = datetime.date(1880, 1, 1) + datetime.timedelta(days=rng.randrange(6500))
    body = rng.choice(["110101", "310104", "440305", "510107"]) + born.strftime("%Y%m%d") + "%03d" % rng.randrange(1, 1000)
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, CHECK_WEIGHTS)) % 11]


def customer(rng):
    if rng.random() < 0.55:
        return rng.choice(SURNAMES) + rng.choice(GIVEN)
    return rng.choice(COMPANIES)


def order(rng, number):
    code, item, price = rng.choice(ITEMS)
    quantity = rng.choice([1, 1, 2, 3, 4, 5, 8, 10, 12, 20, 25, 50, 100])
    cents = int(price.replace(".", "")) * quantity
    date = datetime.date(2026, 1, 1) + datetime.timedelta(days=rng.randrange(64))
    return {"order_id": "SO2026%06d" % number, "order_date": date.isoformat(), "customer_name": customer(rng),
            "id_card": identity_number(rng), "item_code": code, "item_name": item, "quantity": str(quantity),
            "unit_price": price, "amount": "%d.%02d" % divmod(cents, 100), "status": rng.choice(STATUSES),
            "region": rng.choice(REGIONS)}


def text_of(fields, rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=fields, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def clean_orders():
    rng = random.Random(SEED)
    rows = [order(rng, number) for number in range(1, ROWS + 1)]
    return text_of(list(rows[0]), rows)


def long_names(rng, count):
    names = []
    while len(names) < count:
        name = rng.choice(LONG_STARTS) + rng.choice(LONG_ENDS)
        if 40 < len(name) < 57:
            names.append(name)
    names[rng.randrange(count)] = "Bergmann Antriebstechnik GmbH & Co. KG Entwicklungsleiter"
    return names


def messy_orders():
    rng = random.Random(SEED + 1)
    rows = []
    for number in range(1, ROWS + 1):
        made = order(rng, number)
        rows.append({"order_id": made["order_id"], "CustName": made["customer_name"], "amount": made["amount"],
                     "order_date": made["order_date"], "id_card": made["id_card"], "item_code": made["item_code"],
                     "quantity": made["quantity"], "状态": made["status"],
                     "sales_rep": rng.choice(SURNAMES) + rng.choice(GIVEN),
                     "备注": rng.choice(["", "", "", "加急", "please call before delivery", "开增值税专用发票"]),
                     "printed": rng.choice(["Y", "N"])})
    # Not among the first fifty: a look at the head alone finds nothing.
    places = rng.sample(range(60, ROWS - 60), 29 + 8 + 12)
    for place, name in zip(places[:29], long_names(rng, 29)):
        rows[place]["CustName"] = name
    for place, date in zip(places[29:37], ["2026-02-30", "2026-13-05", "待定", "2026-00-12", "昨天", "n.d.", "2026-01-32", "见合同"]):
        rows[place]["order_date"] = date
    forms = ["¥{}", "{}元", "￥{}", "¥ {}"]
    for index, place in enumerate(places[37:]):
        whole, cents = rows[place]["amount"].split(".")
        rows[place]["amount"] = forms[index % len(forms)].format("%s.%s" % (f"{int(whole):,}", cents))
    return text_of(list(rows[0]), rows)


def items_and_codes():
    rng = random.Random(SEED + 2)
    numbers = rng.sample(range(1000, 99000), ROWS)
    codes = ["%08d" % number for number in numbers]
    missing = set(rng.sample(codes, 36))
    names = [item for _, item, _ in ITEMS]
    items, entries = [], []
    for number, code in zip(numbers, codes):
        items.append({"item_code": code, "item_name": rng.choice(names), "stock": str(rng.randrange(0, 5000)),
                      "unit": rng.choice(["个", "套", "kg", "m"]), "warehouse": rng.choice(["A01", "A02", "B11"]),
                      "counted_at": "2026-03-0%d" % rng.randrange(1, 6)})
        if code not in missing:
            entries.append({"mes_code": code, "物料编码": "ERP-%s-%05d" % (rng.choice("ABCF"), number)})
    return text_of(list(items[0]), items), text_of(list(entries[0]), entries)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    messy = messy_orders()
    items, codes = items_and_codes()
    for name, text, encoding in [("orders_clean.csv", clean_orders(), "utf-8"), ("orders_messy.csv", messy, "utf-8"),
                                 ("orders_messy_gbk.csv", messy, "gb18030"), ("items_mes.csv", items, "utf-8"),
                                 ("erp_codes.csv", codes, "utf-8")]:
        (FOLDER / name).write_bytes(text.encode(encoding))


if __name__ == "__main__":
    main()
