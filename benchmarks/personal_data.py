"""How much personal data is found and struck out, in sentences with what Faker makes up.

Run with ``.venv/bin/python benchmarks/personal_data.py --install``, which puts Faker 40 (MIT) into
``build/text-peers``. Cards, numbers, addresses and names are made up by rules, so this tells whether their
forms are known, not how often people's own writing is understood; the patterns were written looking at others
of the same maker (another seed). ``exact``: found whole and by its right name; ``gone``: all of it is struck
out.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter

from text_analytics import PEERS, install

from parley.language.pii.finding import personal

SEED = 11
MAKER = """
import json, random, sys
from faker import Faker
seed = int(sys.argv[1])
Faker.seed(seed)
random.seed(seed)
us, gb, de, cn = (Faker(each) for each in ("en_US", "en_GB", "de_DE", "zh_CN"))
plain = {"en": ["Please note {} for the file.", "Contact: {}, thank you.", "We have {} on record since May."],
         "zh": ["请记下{}，谢谢。", "资料：{}。", "我的信息是{}，请核对。"]}
def place():
    return f"{us.street_address()}, {us.city()}, {us.state_abbr()} {us.postcode()}"
makers = [
    ("en", "CreditCardNumber", us.credit_card_number), ("en", "USSocialSecurityNumber", us.ssn),
    ("en", "InternationalBankingAccountNumber", gb.iban),
    ("en", "InternationalBankingAccountNumber", de.iban), ("en", "Email", us.email),
    ("en", "PhoneNumber", us.basic_phone_number), ("en", "IPAddress", us.ipv4),
    ("en", "IPAddress", us.ipv6), ("en", "URL", us.uri), ("en", "Person", us.name), ("en", "Address", place),
    ("zh", "ChinaResidentIdentityCardNumber", cn.ssn), ("zh", "PhoneNumber", cn.phone_number),
    ("zh", "Person", lambda: cn.name()), ("zh", "Address", lambda: cn.address().split(" ")[0]),
    ("zh", "Email", cn.email),
]
told = []
for language, category, make in makers:
    for _ in range(200):
        value = make()
        told.append([language, category, random.choice(plain[language]).format(value), value])
print(json.dumps(told))
"""


def main() -> None:
    """Measure."""
    if "--install" in sys.argv:
        install("faker==40.54.0")
    if not list(PEERS.glob("lib/python*/site-packages/faker")):
        print("Nothing is measured without Faker: --install gets it.", file=sys.stderr)
        return
    made = subprocess.run(
        [PEERS / "bin" / "python", "-c", MAKER, str(SEED)], capture_output=True, text=True, check=True
    )
    there, exact, gone = Counter[str](), Counter[str](), Counter[str]()
    for language, category, text, value in json.loads(made.stdout):
        told = personal(text, language)
        start = text.index(value)
        end = start + len(value)
        name = f"{language} {category}"
        there[name] += 1
        exact[name] += any((one.start, one.end, one.category) == (start, end, category) for one in told.found)
        gone[name] += not any(char.isalnum() for char in told.text[start:end])
    for name, count in there.items():
        print(f"{name}: exact {exact[name] / count:.1%}, gone {gone[name] / count:.1%} of {count}")


if __name__ == "__main__":
    main()
