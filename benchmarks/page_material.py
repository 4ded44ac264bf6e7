"""What is written on the pages that are made to measure reading: sentences, receipts, tables."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

ENGLISH = (
    "The {place} {group} met on {day} {month} in the {adjective} {building}.",
    "{person} reported that the {thing} had been repaired at a cost of £{sum}.",
    "Two members asked whether the {thing} could be {done} before the {season}.",
    "Please return the enclosed form to {person} no later than {day} {month}.",
    "Water boils at {number} degrees, but only if nobody watches the {thing}.",
    "According to section {number}.{digit}, the tenant shall keep the {thing} clean.",
    "We regret that flight {letters}{number} was delayed by {digit} hours in {place}.",
    "{person} wrote: “I have never seen such a {adjective} {thing} in my life.”",
    "Take {digit} tablets twice a day, with water, for {number} days; do not drive.",
    "Our {building} is open from {digit}:30 to 17:45, except on {weekday}s.",
    "Why is the {thing} so {adjective}? Because it was {done} in a hurry!",
    "Total distance: {number} km (about {digit}% more than in the {season}).",
    "The {group} thanked {person} for {digit} years of {adjective} service.",
    "Quickly, the jumping fox vexed {person}’s lazy dog near the {building}.",
    "Heat the oven to {number} °C; mix flour, eggs & {digit}0 g of sugar.",
    "See also: www.{word}.example/{word2}?id={number} or call 020 7946 0{number}.",
    "A {adjective} wind from {place} brought rain to the hills on {weekday}.",
    "All rights reserved. No part of this {thing} may be {done} without leave.",
)
CHINESE = (
    "{地方}{单位}于{月}月{日}日在{形容}的{建筑}里开会，到会{数}人。",
    "{人}报告说，{物}已经修好，共花费{数}万元，下{星期}恢复使用。",
    "有两位代表问：河边的{物}能不能在{季节}以前装上路灯？",
    "请将填好的表格于{月}月{日}日前交给{人}，逾期不再受理。",
    "水在{数}度时沸腾，不过只有没人看着{物}的时候才是这样。",
    "根据第{数}条规定，承租人应当保持{物}清洁，不得擅自改动。",
    "由于天气原因，{地方}飞往北京的航班推迟了{数}个小时。",
    "{人}在信里写道：“我一辈子没见过这么{形容}的{物}。”",
    "每日两次，每次{一位}片，饭后温水送服；服药期间请勿驾车。",
    "本{建筑}开放时间为{一位}:30至17:45，{星期}闭馆。",
    "为什么这里的{物}这么{形容}？因为做的时候太匆忙了！",
    "全程约{数}公里，比去年{季节}多出百分之{一位}。",
    "{单位}感谢{人}同志多年来{形容}的工作，并颁发了证书。",
    "春眠不觉晓，处处闻啼鸟。夜来风雨声，花落知多少。",
    "将烤箱预热到{数}度，加入面粉、鸡蛋和{一位}十克白糖。",
    "咨询电话：010-8{数}-{数}，网址请见{物}背面的说明。",
    "{季节}的风从{地方}吹来，山上下了一场{形容}的雨。",
    "版权所有，未经许可不得以任何形式复制本{物}的内容。",
)
MIXED = (
    "{人}用 {Brand} 手机给 {person} 发了 {数} 封 email。",
    "第 {一位} 步：打开 http://{word}.example 下载 {word2} v{一位}.{一位}。",
    "This {thing} 是在{地方}生产的（Made in {place}）。",
    "{Brand} 公司 {月} 月 {日} 日发布了 {letters}-{数} 型号，售价 ¥{数}9。",
    "请在 Settings 里选择 Language，再点{形容}的 {word} 按钮。",
    "Wi-Fi 密码是 {word}{数}，有效期 {数} days。",
    "会议 meeting 改到 {weekday} 下午 {一位}:30，地点在{建筑} Room {数}。",
    "Dear {person}，附件是{单位}的 report，共 {数} 页，请查收。",
)
WORDS = {
    "place": "Leeds|Bristol|Hangzhou|Norwich|Oxford|Quebec|Dublin|Zürich|Perth|Jersey",
    "group": "committee|orchestra|council|bicycle club|jury|football team",
    "adjective": "old|quiet|magnificent|yellow|unexpected|draughty|excellent|jagged|wooden",
    "building": "town hall|library|museum|railway station|kitchen|warehouse|surgery",
    "person": "Mr Whitfield|Dr. Zhang|Mrs O'Neill|Ms Jacqueline Fox|Prof. Quist|Kevin Lim",
    "thing": "bridge|kettle|boiler|document|violin|staircase|umbrella|window|pavement|map",
    "done": "painted|copied|moved|illuminated|examined|abolished|judged",
    "season": "spring|summer recess|autumn|winter|new year",
    "weekday": "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday",
    "month": "January|February|March|April|June|July|August|October|December",
    "word": "library|quartz|example|harbour|mango|zebra",
    "word2": "install|search|index|profile|tickets",
    "Brand": "Apple|Huawei|Samsung|Nokia|Lenovo",
    "地方": "杭州|上海|成都|哈尔滨|广州|青岛|拉萨|重庆|南京|厦门",
    "单位": "居民委员会|物业公司|学生会|交响乐团|街道办事处|环保局",
    "形容": "古老|安静|意想不到|鲜艳|漂亮|脆弱|优秀|复杂|潮湿",
    "建筑": "图书馆|博物馆|市政厅|火车站|体育场|仓库|医院",
    "人": "王主任|李晓梅|赵建国|欧阳老师|孙医生|周工程师",
    "物": "大桥|水壶|锅炉|文件|小提琴|楼梯|雨伞|窗户|地图|电梯",
    "季节": "春天|夏天|秋天|冬天|国庆节|新年",
    "星期": "星期一|星期二|星期三|星期四|星期五|周六|周日",
}
GOODS = (
    ("牛奶", "Milk 1L"), ("全麦面包", "Bread"), ("鸡蛋", "Eggs x10"), ("苹果", "Apples"),
    ("咖啡", "Coffee 250g"), ("西红柿", "Tomatoes"), ("洗衣液", "Detergent"), ("矿泉水", "Water 6x"),
    ("巧克力", "Chocolate"), ("牙膏", "Toothpaste"), ("大米", "Rice 5kg"), ("酱油", "Soy sauce"),
    ("香蕉", "Bananas"), ("茶叶", "Green tea"),
)  # fmt: skip
SHOPS = (("永辉超市", "CITY MARKET"), ("便民商店", "CORNER SHOP"), ("新华书店", "BOOKS & MORE"))
HEADS = (
    (("姓名", "部门", "电话", "金额"), ("Name", "Team", "Phone", "Amount")),
    (("商品", "数量", "单价", "小计"), ("Item", "Qty", "Price", "Sum")),
    (("日期", "地点", "气温", "降水"), ("Date", "Place", "Temp.", "Rain")),
)


def sentence(pattern: str, random: Random) -> str:
    """A sentence with its gaps filled."""
    filled = {name: random.choice(words.split("|")) for name, words in WORDS.items()}
    return pattern.format(
        **filled,
        day=random.randint(1, 28),
        日=random.randint(1, 28),
        月=random.randint(1, 12),
        sum=f"{random.randint(1, 98)},{random.randint(100, 999)}",
        number=random.randint(100, 999),
        数=random.randint(100, 999),
        digit=random.randint(2, 9),
        一位=random.randint(2, 9),
        letters="".join(random.choices("ABCDEFGHKLMNPRSTUVXYZ", k=2)),
    )


def sentences(language: str, count: int, random: Random) -> list[str]:
    """Different sentences in ``zh``, ``en`` or ``mixed``."""
    patterns = {"zh": CHINESE, "en": ENGLISH, "mixed": MIXED + CHINESE[:4] + ENGLISH[:4]}[language]
    return [sentence(each, random) for each in random.sample(patterns, count)]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a receipt: something on the left, and perhaps something on the right."""

    left: str
    right: str = ""


def receipt(random: Random) -> list[Row]:
    """What a till prints."""
    language = random.choice((0, 1, 2))

    def name(pair: tuple[str, str]) -> str:
        return f"{pair[0]} {pair[1]}" if language == 2 else pair[language]

    bought = [(each, random.randint(150, 9900)) for each in random.sample(GOODS, random.randint(5, 9))]
    total = sum(price for _, price in bought)
    rows = [Row(name(random.choice(SHOPS)))]
    rows.append(
        Row(f"2026-{random.randint(1, 12):02}-{random.randint(1, 28):02}", f"No.{random.randint(1000, 9999)}")
    )
    rows += [Row(name(pair), f"{price / 100:.2f}") for pair, price in bought]
    rows.append(Row(name(("合计", "Total")), f"{total / 100:.2f}"))
    rows.append(Row(name(("找零", "Change")), f"{random.randint(0, 5000) / 100:.2f}"))
    rows.append(Row(name(("谢谢惠顾", "Thank you"))))
    return rows


def table(random: Random) -> list[list[str]]:
    """Rows of a table, its head first; some of the fields are empty."""
    language = random.choice((0, 1))
    heads = random.choice(HEADS)[language]
    patterns = {
        "姓名": "人", "Name": "person", "部门": "单位", "Team": "group", "商品": "物", "Item": "thing",
        "地点": "地方", "Place": "place",
    }  # fmt: skip

    def field(head: str) -> str:
        if head in patterns:
            return random.choice(WORDS[patterns[head]].split("|"))
        if random.random() < 0.06:
            return ""
        return {
            "电话": f"{random.randint(10, 99)}-{random.randint(1000, 9999)}",
            "Phone": f"{random.randint(10, 99)}-{random.randint(1000, 9999)}",
            "数量": str(random.randint(10, 99)),
            "Qty": str(random.randint(10, 99)),
            "日期": f"{random.randint(1, 12)}月{random.randint(1, 28)}日",
            "Date": f"{random.randint(1, 28)} {random.choice(WORDS['month'].split('|'))[:3]}",
            "气温": f"{random.randint(10, 38)}℃",
            "Temp.": f"{random.randint(10, 38)} °C",
        }.get(head, f"{random.randint(100, 99999) / 100:.2f}")

    return [list(heads), *([field(head) for head in heads] for _ in range(random.randint(5, 9)))]
