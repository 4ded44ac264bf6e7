"""Other engines of pinyin, as Debian packages them: each a small C++ program, compiled when it is needed.

Every program reads lines of keys and writes for each line its best sentence, a tab, and the microseconds that
it took from the first key to the sentence. Spaces in a line end a sentence; nothing is remembered from one to
the next, and nothing is learned, but by SunPinyin where it is said to remember: it then takes each of its own
answers for what was wanted, as it does for who accepts them. Needed: g++ and the packages named with each.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_MAIN = r"""
#include <chrono>
#include <iostream>
#include <sstream>
#include <string>
static std::string convert(const std::string &keys);
static int serve() {
    std::string line;
    while (std::getline(std::cin, line)) {
        std::istringstream pieces(line);
        std::string piece, text;
        auto begun = std::chrono::steady_clock::now();
        while (pieces >> piece) text += convert(piece);
        auto took = std::chrono::steady_clock::now() - begun;
        std::cout << text << '\t'
                  << std::chrono::duration_cast<std::chrono::microseconds>(took).count() << std::endl;
    }
    return 0;
}
"""

_RIME = (
    r"""
#include <rime_api.h>
"""
    + _MAIN
    + r"""
static RimeApi *rime;
static RimeSessionId session;
static std::string convert(const std::string &keys) {
    rime->clear_composition(session);
    for (char each : keys) rime->process_key(session, each, 0);
    RIME_STRUCT(RimeContext, context);
    std::string text;
    if (rime->get_context(session, &context)) {
        if (context.commit_text_preview) text = context.commit_text_preview;
        rime->free_context(&context);
    }
    return text;
}
int main(int, char **argument) {
    rime = rime_get_api();
    RIME_STRUCT(RimeTraits, traits);
    traits.shared_data_dir = "/usr/share/rime-data";
    traits.user_data_dir = argument[1];
    traits.app_name = "rime.measured";
    traits.min_log_level = 3;
    traits.log_dir = "";
    rime->setup(&traits);
    rime->initialize(&traits);
    if (rime->start_maintenance(True)) rime->join_maintenance_thread();
    session = rime->create_session();
    rime->select_schema(session, argument[2]);
    rime->set_option(session, "simplification", True);
    return serve();
}
"""
)

_LIBPINYIN = (
    r"""
#include <cstdlib>
#include <pinyin.h>
"""
    + _MAIN
    + r"""
static pinyin_instance_t *instance;
static std::string convert(const std::string &keys) {
    pinyin_parse_more_full_pinyins(instance, keys.c_str());
    pinyin_guess_sentence(instance);
    char *sentence = nullptr;
    std::string text;
    if (pinyin_get_sentence(instance, 0, &sentence) && sentence) text = sentence;
    g_free(sentence);
    pinyin_reset(instance);
    return text;
}
int main(int, char **argument) {
    auto context = pinyin_init("/usr/lib/x86_64-linux-gnu/libpinyin/data", argument[1]);
    pinyin_set_options(context, std::strtoul(argument[2], nullptr, 0));
    instance = pinyin_alloc_instance(context);
    return serve();
}
"""
)

_SUNPINYIN = (
    r"""
#include <sunpinyin.h>
"""
    + _MAIN
    + r"""
struct Silent : CIMIWinHandler {
    void commit(const TWCHAR *) override {}
    void updatePreedit(const IPreeditString *) override {}
    void updateCandidates(const ICandidateList *) override {}
    void updateStatus(int, int) override {}
};
static CIMIView *view;
static bool remembering;
static std::string convert(const std::string &keys) {
    view->clearIC();
    for (char each : keys) view->onKeyEvent(CKeyEvent(each, each, 0));
    wstring text;
    view->getIC()->getBestSentence(text, 0);
    char written[4096];
    WCSTOMBS(written, text.c_str(), sizeof written);
    if (remembering) view->getIC()->memorize();
    view->clearIC();
    return written;
}
int main(int, char **argument) {
    bool fuzzy = argument[2][0] == '1';
    auto &scheme = AQuanpinSchemePolicy::instance();
    scheme.setFuzzyForwarding(fuzzy, false);
    if (fuzzy) {
        string_pairs pairs;
        const char *names[][2] = {{"z", "zh"}, {"c", "ch"}, {"s", "sh"}, {"n", "l"},
                                  {"an", "ang"}, {"en", "eng"}, {"in", "ing"}};
        for (auto &each : names) pairs.push_back(std::make_pair(each[0], each[1]));
        scheme.setFuzzyPinyinPairs(pairs);
    }
    scheme.setAutoCorrecting(argument[3][0] == '1');
    ASimplifiedChinesePolicy::instance().setUserDataDir(argument[1]);
    view = CSunpinyinSessionFactory::getFactory().createSession();
    static Silent handler;
    view->attachWinHandler(&handler);
    remembering = argument[4][0] == '1';
    view->getIC()->setHistoryPower(remembering ? 3 : 0);
    return serve();
}
"""
)

_FUZZY = ("zh_z_bufen", "n_l_bufen", "en_eng_bufen")
_ALWAYS = ("abbreviation", "spelling_correction", "key_correction")


@dataclass(frozen=True)
class Peer:
    """One engine with its settings."""

    name: str
    source: str
    package: str
    """Of pkg-config."""
    debian: str

    def missing(self) -> str:
        """Why it cannot be measured here; empty where it can."""
        if shutil.which("g++") is None or shutil.which("pkg-config") is None:
            return "g++ and pkg-config are not installed"
        there = subprocess.run(["pkg-config", "--exists", self.package], check=False).returncode == 0
        return "" if there else f"not installed (apt-get install {self.debian})"

    def convert(self, lines: Sequence[str], kind: str) -> list[tuple[str, float]]:
        """Sentences and seconds; ``kind``, of the set, says which of the engine's own settings are on.

        ``fuzzy`` turns on its fuzzy sounds, ``mistyped`` whatever it has for correcting keys.
        """
        with tempfile.TemporaryDirectory() as home:
            command = [str(_built(self.package, self.source)), home, *_settings(self.name, kind, Path(home))]
            done = subprocess.run(
                command, input="\n".join(lines) + "\n", capture_output=True, text=True, check=True, cwd=home
            )
        rows = [line.rsplit("\t", 1) for line in done.stdout.splitlines()]
        return [(text, int(micros) / 1e6) for text, micros in rows]


@cache
def _built(package: str, source: str) -> Path:
    """The compiled program."""
    folder = Path(tempfile.mkdtemp(prefix="pinyin-peers-"))
    file, program = folder / f"{package}.cpp", folder / package
    file.write_text(source)
    flags = subprocess.run(
        ["pkg-config", "--cflags", "--libs", package], capture_output=True, text=True, check=True
    ).stdout.split()
    subprocess.run(
        ["g++", "-std=c++17", "-O2", "-w", "-fpermissive", file, "-o", program, *flags], check=True
    )
    return program


def _settings(name: str, kind: str, home: Path) -> list[str]:
    if name.startswith("librime"):
        schema = name.split()[1]
        sounds = (*(_FUZZY if kind == "fuzzy" else ()), *_ALWAYS)
        patch = [f"      - pinyin:/{each}" for each in sounds]
        (home / f"{schema}.custom.yaml").write_text(
            "patch:\n"
            "  translator/enable_user_dict: false\n"
            f"  translator/enable_correction: {'true' if kind == 'mistyped' else 'false'}\n"
            "  speller/algebra:\n    __patch:\n" + "\n".join(patch) + "\n"
        )
        schemas = f"patch:\n  schema_list:\n    - schema: {schema}\n"
        (home / "default.custom.yaml").write_text(schemas)
        return [schema]
    if name == "libpinyin":
        flags = 1 << 1 | 1 << 3 | 1 << 7 | 1 << 8 | 0xFF << 21  # as ibus-libpinyin sets them; no learning
        sounds = sum(1 << bit for bit in (10, 11, 12, 13, 15, 16, 17, 18, 19))
        return [str(flags | (sounds if kind == "fuzzy" else 0))]
    return ["01"[kind == "fuzzy"], "01"[kind == "mistyped"], "01"["remembering" in name]]


PEERS = (
    Peer("librime luna_pinyin", _RIME, "rime", "librime-dev rime-data-luna-pinyin"),
    Peer("libpinyin", _LIBPINYIN, "libpinyin", "libpinyin-dev"),
    Peer("SunPinyin", _SUNPINYIN, "sunpinyin-2.0", "libsunpinyin-dev sunpinyin-data"),
    Peer("SunPinyin remembering", _SUNPINYIN, "sunpinyin-2.0", "libsunpinyin-dev sunpinyin-data"),
)
