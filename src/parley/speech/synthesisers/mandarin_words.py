"""Mandarin words that are read otherwise than character by character: light syllables and polyphones.

Only what pypinyin's own phrases get wrong or leave in full tone; tones are before third-tone sandhi
unless the light syllable hides its cause (哪里 is said ``na2 li5``).
"""

from __future__ import annotations

from typing import Final

_LIGHT: Final = """
东西 dong1 xi5|朋友 peng2 you5|时候 shi2 hou5|知道 zhi1 dao5|意思 yi4 si5|漂亮 piao4 liang5|先生 xian1 sheng5
明白 ming2 bai5|告诉 gao4 su5|喜欢 xi3 huan5|认识 ren4 shi5|觉得 jue2 de5|记得 ji4 de5|晓得 xiao3 de5
懂得 dong3 de5|值得 zhi2 de5|怎么 zen3 me5|什么 shen2 me5|这么 zhe4 me5|那么 na4 me5|多么 duo1 me5
要么 yao4 me5|为什么 wei4 shen2 me5|怎么样 zen3 me5 yang4|我们 wo3 men5|你们 ni3 men5|他们 ta1 men5
她们 ta1 men5|它们 ta1 men5|咱们 zan2 men5|人们 ren2 men5|孩子们 hai2 zi5 men5|早上 zao3 shang5
晚上 wan3 shang5|今天 jin1 tian1|这个 zhe4 ge5|那个 na4 ge5|哪个 na3 ge5|几个 ji3 ge5|一个 yi2 ge5
两个 liang3 ge5|个 ge5|这里 zhe4 li5|那里 na4 li5|哪里 na2 li5|家里 jia1 li5|屋里 wu1 li5|夜里 ye4 li5
里面 li3 mian5|外面 wai4 mian5|上面 shang4 mian5|下面 xia4 mian5|前面 qian2 mian5|后面 hou4 mian5
里边 li3 bian5|外边 wai4 bian5|上边 shang4 bian5|下边 xia4 bian5|左边 zuo3 bian5|右边 you4 bian5
石头 shi2 tou5|木头 mu4 tou5|骨头 gu3 tou5|舌头 she2 tou5|馒头 man2 tou5|枕头 zhen3 tou5|里头 li3 tou5
外头 wai4 tou5|妈妈 ma1 ma5|爸爸 ba4 ba5|爷爷 ye2 ye5|奶奶 nai3 nai5|哥哥 ge1 ge5|姐姐 jie3 jie5
弟弟 di4 di5|妹妹 mei4 mei5|叔叔 shu1 shu5|宝宝 bao3 bao5|太太 tai4 tai5|谢谢 xie4 xie5|星星 xing1 xing5
名字 ming2 zi5|豆腐 dou4 fu5|葡萄 pu2 tao5|萝卜 luo2 bo5|衣服 yi1 fu5|窗户 chuang1 hu5|钥匙 yao4 shi5
耳朵 er3 duo5|眼睛 yan3 jing5|头发 tou2 fa5|嘴巴 zui3 ba5|尾巴 wei3 ba5|消息 xiao1 xi5|休息 xiu1 xi5
事情 shi4 qing5|关系 guan1 xi5|办法 ban4 fa5|地方 di4 fang5|味道 wei4 dao5|生意 sheng1 yi5|客气 ke4 qi5
麻烦 ma2 fan5|清楚 qing1 chu5|舒服 shu1 fu5|热闹 re4 nao5|便宜 pian2 yi5|暖和 nuan3 huo5|凉快 liang2 kuai5
厉害 li4 hai5|聪明 cong1 ming5|老实 lao3 shi5|干净 gan1 jing5|新鲜 xin1 xian5|合适 he2 shi4|打算 da3 suan5
商量 shang1 liang5|收拾 shou1 shi5|打扫 da2 sao3|招呼 zhao1 hu5|帮忙 bang1 mang2|打听 da3 ting5
月亮 yue4 liang5|太阳 tai4 yang5|云彩 yun2 cai5|天气 tian1 qi4|大夫 dai4 fu5|护士 hu4 shi5|师傅 shi1 fu5
老婆 lao3 po5|丈夫 zhang4 fu5|亲戚 qin1 qi5|学生 xue2 sheng5|客人 ke4 ren5|工夫 gong1 fu5|功夫 gong1 fu5
力气 li4 qi5|脾气 pi2 qi5|故事 gu4 shi5|笑话 xiao4 hua5|行李 xing2 li5|机器 ji1 qi5|点心 dian3 xin5
起来 qi3 lai5|出来 chu1 lai5|进来 jin4 lai5|回来 hui2 lai5|过来 guo4 lai5|下来 xia4 lai5|上来 shang4 lai5
出去 chu1 qu5|进去 jin4 qu5|回去 hui2 qu5|过去 guo4 qu5|下去 xia4 qu5|上去 shang4 qu5|好的 hao3 de5
差不多 cha4 bu5 duo1|对不起 dui4 bu5 qi3|了不起 liao3 bu5 qi3|来不及 lai2 bu5 ji2|看不见 kan4 bu5 jian4
不知道 bu4 zhi1 dao4|没关系 mei2 guan1 xi5|不客气 bu2 ke4 qi5|怎么办 zen3 me5 ban4|小姐 xiao2 jie5
的 de5|了 le5|着 zhe5|吗 ma5|呢 ne5|吧 ba5|啊 a5|呀 ya5|嘛 ma5|啦 la5|哦 o5|嗯 n4|得 de5|地 de5|们 men5
"""

_POLYPHONES: Final = """
重庆 chong2 qing4|重新 chong2 xin1|重复 chong2 fu4|重播 chong2 bo1|重启 chong2 qi3|重放 chong2 fang4
重试 chong2 shi4|银行 yin2 hang2|行长 hang2 zhang3|行业 hang2 ye4|排行榜 pai2 hang2 bang3|一行 yi4 hang2
长大 zhang3 da4|校长 xiao4 zhang3|家长 jia1 zhang3|增长 zeng1 zhang3|音乐 yin1 yue4|乐队 yue4 dui4
乐曲 yue4 qu3|快乐 kuai4 le4|调 tiao2|调到 tiao2 dao4|调高 tiao2 gao1|调低 tiao2 di1|调亮 tiao2 liang4
调暗 tiao2 an4|调大 tiao2 da4|调小 tiao2 xiao3|调成 tiao2 cheng2|调整 tiao2 zheng3|调节 tiao2 jie2
空调 kong1 tiao2|曲调 qu3 diao4|单曲 dan1 qu3|歌曲 ge1 qu3|还 hai2|还是 hai2 shi5|还有 hai2 you3
还没 hai2 mei2|还要 hai2 yao4|还给 huan2 gei3|还钱 huan2 qian2|还书 huan2 shu1|都 dou1|首都 shou3 du1
都市 du1 shi4|成都 cheng2 du1|教 jiao1|教室 jiao4 shi4|数 shu4|数一数 shu3 yi5 shu3|倒计时 dao4 ji4 shi2
睡不着 shui4 bu5 zhao2|得到 de2 dao4|睡着 shui4 zhao2|睡着了 shui4 zhao2 le5|着急 zhao2 ji2|着火 zhao2 huo3
为 wei4|为您 wei4 nin2|为你 wei4 ni3|因为 yin1 wei4|认为 ren4 wei2|成为 cheng2 wei2|以为 yi3 wei2
作为 zuo4 wei2|设为 she4 wei2|称为 cheng1 wei2|分为 fen1 wei2|只有 zhi3 you3|一只 yi4 zhi1|两只 liang3 zhi1
中 zhong1|看中 kan4 zhong4|命中 ming4 zhong4|好 hao3|爱好 ai4 hao4|播放 bo1 fang4|了解 liao3 jie3
了 le5|没 mei2|淹没 yan1 mo4|分钟 fen1 zhong1|分 fen1|部分 bu4 fen5|成分 cheng2 fen4|朝 chao2|朝阳 chao2 yang2
车 che1|薄荷 bo4 he5|暂停 zan4 ting2|应该 ying1 gai1|应用 ying4 yong4|反应 fan3 ying4|答应 da1 ying5
供应 gong1 ying4|转 zhuan3|旋转 xuan2 zhuan3|转圈 zhuan4 quan1|几点 ji3 dian3|几乎 ji1 hu1|传记 zhuan4 ji4
传 chuan2|种 zhong3|种花 zhong4 hua1|背 bei4|背包 bei1 bao1|发 fa1|理发 li3 fa4|假 jia3|放假 fang4 jia4
假期 jia4 qi1|假日 jia4 ri4|请假 qing3 jia4|寒假 han2 jia4|暑假 shu3 jia4|少 shao3|少年 shao4 nian2
厦门 xia4 men2|大厦 da4 sha4|六安 lu4 an1|台州 tai1 zhou1|单 dan1|盛 sheng4|号 hao4|角色 jue2 se4
主角 zhu3 jue2|给予 ji3 yu3|供给 gong1 ji3|血 xie3|血压 xue4 ya1|血糖 xue4 tang2|心率 xin1 lv4|效率 xiao4 lv4
率先 shuai4 xian1|会计 kuai4 ji4|便 bian4|方便 fang1 bian4|随便 sui2 bian4|尽管 jin3 guan3|尽量 jin3 liang4
模样 mu2 yang4|模式 mo2 shi4
"""

READINGS: Final[dict[str, str]] = {
    entry.partition(" ")[0]: entry.partition(" ")[2]
    for line in (_LIGHT + _POLYPHONES).strip().splitlines()
    for entry in line.split("|")
}
"""Word → its syllables, separated by blanks."""

NOT_ERHUA: Final = frozenset(
    ["儿", "女儿", "婴儿", "幼儿", "孤儿", "少儿", "胎儿", "健儿", "宠儿", "男儿", "孩儿", "育儿", "新生儿"]
)
"""Words in which 儿 is a syllable of its own."""
