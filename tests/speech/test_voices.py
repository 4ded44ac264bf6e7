"""Voices: the front end, the GE2E network on real recordings, and whose voice it is."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import TEST_DATA, needs_data
from fakes.digits import speakers_of_digits
from fakes.voices import vector_of
from parley.audio.pcm import SPEECH_RATE
from parley.errors import BadAudio, BadModel, BadSettings, MissingEngine
from parley.home.voices import Profile, Vector, as_text, as_vector
from parley.models.store import Store
from parley.settings import Settings, speakers
from parley.speech.voices.ge2e import FRAMES, Ge2eEngine, windows
from parley.speech.voices.mel import BANDS, HOP, Floats, levelled, mel, to_hertz, to_mel
from parley.speech.voices.opening import voice_service
from parley.speech.voices.service import alike, identify
from parley.speech.voices.sherpa import SherpaVoices
from parley.speech.voices.speech_only import speech_only
from parley.speech.voices.types import Bounds, Match, Voiceprint

# The front end.


@given(st.floats(0.0, 8_000.0))
def test_the_scale_goes_there_and_back(hertz: float) -> None:
    assert to_hertz(to_mel(hertz)) == pytest.approx(hertz, abs=1e-6)


def test_the_scale_is_slaney_s() -> None:
    assert to_mel(1_000) == pytest.approx(15.0) and to_mel(6_400) == pytest.approx(42.0)
    assert to_mel(200) == pytest.approx(3.0)


@given(st.integers(0, 40_000))
def test_there_is_a_frame_every_ten_milliseconds(samples: int) -> None:
    frames = mel(np.zeros(samples, np.float32))
    assert frames.shape == (1 + samples // HOP, BANDS) and not frames.any()


@given(st.floats(100.0, 7_800.0))
def test_a_tone_is_loudest_in_its_own_band(hertz: float) -> None:
    wave = np.sin(2 * np.pi * hertz * np.arange(SPEECH_RATE) / SPEECH_RATE).astype(np.float32)
    loudest = int(mel(wave)[10:-10].sum(axis=0).argmax())
    edges = np.linspace(0, to_mel(8_000), BANDS + 2)
    assert edges[loudest] - 0.5 <= to_mel(hertz) <= edges[loudest + 2] + 0.5


@given(st.floats(0.05, 20.0))
def test_power_grows_with_the_square_of_the_sound(gain: float) -> None:
    wave = np.random.default_rng(0).normal(0, 0.05, 8_000).astype(np.float32)
    assert np.allclose(mel(wave * np.float32(gain)), mel(wave) * gain**2, rtol=1e-3)


@given(st.floats(1e-4, 0.9))
def test_what_is_quiet_is_raised_and_what_is_loud_stays(peak: float) -> None:
    wave = (np.sin(np.arange(16_000) * 0.1) * peak).astype(np.float32)
    level = 20 * np.log10(np.sqrt(np.mean(np.square(levelled(wave), dtype=np.float64))))
    before = 20 * np.log10(np.sqrt(np.mean(np.square(wave, dtype=np.float64))))
    assert level == pytest.approx(max(before, -30.0), abs=0.01)


def test_silence_cannot_be_raised() -> None:
    assert not levelled(np.zeros(100, np.float32)).any() and len(levelled(np.zeros(0, np.float32))) == 0


@given(st.integers(1, 400_000))
def test_windows_cover_the_sound_and_the_last_has_enough_of_it(samples: int) -> None:
    starts = windows(samples)
    assert starts[0] == 0 and all(0 < b - a < FRAMES for a, b in pairwise(starts))
    if len(starts) > 1:
        assert (samples - starts[-1] * HOP) / (FRAMES * HOP) >= 0.75
    assert samples - (starts[-1] + FRAMES) * HOP < FRAMES * HOP


# The network.


@cache
def engine() -> Ge2eEngine:
    return Ge2eEngine()


@cache
def prints_of_digits() -> dict[str, list[Voiceprint]]:
    return {name: [engine().listen(each) for each in takes] for name, takes in speakers_of_digits().items()}


def test_a_print_has_length_one_whatever_the_sound() -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, 20_000).astype(np.float32)
    for wave in (noise, noise[:200], np.zeros(20_000, np.float32)):
        vector = engine().embed(wave)
        assert vector.shape == (256,) and vector.dtype == np.float32
        assert np.isfinite(vector).all() and float(vector @ vector) == pytest.approx(1.0, abs=1e-4)


def test_it_is_the_same_every_time() -> None:
    noise = np.random.default_rng(2).normal(0, 0.1, 40_000).astype(np.float32)
    assert np.array_equal(engine().embed(noise), engine().embed(noise))


def test_where_nobody_speaks_there_is_no_voice() -> None:
    for sound in (np.zeros(0, np.int16), np.zeros(32_000, np.int16)):
        with pytest.raises(BadAudio):
            engine().listen(sound)


def test_weights_that_are_none_are_refused(tmp_path: Path) -> None:
    for name, contents in (("a.npz", b"none"), ("b.npz", b"")):
        (tmp_path / name).write_bytes(contents)
        with pytest.raises(BadModel):
            Ge2eEngine(tmp_path / name)
    np.savez(tmp_path / "c.npz", weight=np.zeros((256, 256), np.float32))
    with pytest.raises(BadModel):
        Ge2eEngine(tmp_path / "c.npz")
    with pytest.raises(BadModel):
        Ge2eEngine(tmp_path / "d.npz")


@needs_data
@pytest.mark.engine
def test_six_people_are_told_apart_as_resemblyzer_does() -> None:
    prints = [(name, each.vector) for name, takes in prints_of_digits().items() for each in takes]
    assert len(prints) == 18
    pairs = [(a == b, alike(x, y)) for at, (a, x) in enumerate(prints) for b, y in prints[:at]]
    # The bare weights in torch: 0.92 and 0.74, with the same recordings cut otherwise.
    assert min(score for same, score in pairs if same) > 0.89
    assert max(score for same, score in pairs if not same) < 0.72


@needs_data
@pytest.mark.engine
def test_eight_bits_say_the_same_as_sixteen() -> None:
    whole = Ge2eEngine(TEST_DATA / "models" / "speaker" / "ge2e_fp16.npz")
    for takes in speakers_of_digits().values():
        wave = levelled(takes[0].astype(np.float32) / np.float32(32_768))
        assert alike(whole.embed(wave), engine().embed(wave)) > 0.998


@needs_data
@pytest.mark.engine
def test_everybody_is_known_by_a_recording_that_was_not_learned() -> None:
    profiles = [
        Profile(name, "ge2e", tuple(each.vector for each in takes[:2]))
        for name, takes in prints_of_digits().items()
    ]
    for name, takes in prints_of_digits().items():
        verdict = identify(takes[2], profiles, Bounds())
        assert (verdict.match, verdict.account) == (Match.KNOWN, name)
        others = [each for each in profiles if each.account != name]
        assert identify(takes[2], others, Bounds()).match is not Match.KNOWN


@needs_data
@pytest.mark.engine
def test_pauses_are_left_out() -> None:
    sound = speakers_of_digits()["george"][0]
    pause = np.zeros(3 * SPEECH_RATE, np.int16)
    kept = speech_only(np.concatenate([pause, sound, pause]))
    assert len(kept) == pytest.approx(len(sound), rel=0.1)


@needs_data
@pytest.mark.engine
async def test_it_works_in_its_process(tmp_path: Path) -> None:
    settings = Settings(data=str(tmp_path))
    service = voice_service(settings, Store(tmp_path / "models"))
    try:
        heard = await service.listen(speakers_of_digits()["theo"][0])
    finally:
        await service.stop()
    assert heard.model == "ge2e" and alike(heard.vector, prints_of_digits()["theo"][0].vector) > 0.9999


# A model that somebody brings.


def toy(folder: Path) -> Path:
    """A model that sherpa-onnx really loads: the mean of its 80 bands, turned at random."""
    onnx = pytest.importorskip("onnx")
    helper, array, kind = onnx.helper, onnx.numpy_helper.from_array, onnx.TensorProto
    turned = np.random.default_rng(1).normal(size=(80, 16)).astype(np.float32)
    graph = helper.make_graph(
        [
            helper.make_node("ReduceMean", ["x", "axes"], ["mean"], keepdims=0),
            helper.make_node("MatMul", ["mean", "turned"], ["embedding"]),
        ],
        "toy",
        [helper.make_tensor_value_info("x", kind.FLOAT, ["N", "T", 80])],
        [helper.make_tensor_value_info("embedding", kind.FLOAT, ["N", 16])],
        [array(turned, "turned"), array(np.array([1], np.int64), "axes")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    about = {"framework": "wespeaker", "language": "zh-en", "url": "", "comment": "toy"}
    for key, value in {**about, "sample_rate": "16000", "output_dim": "16", "normalize_samples": "1"}.items():
        entry = model.metadata_props.add()
        entry.key, entry.value = key, value
    folder.mkdir(exist_ok=True)
    onnx.save(model, str(folder / "wespeaker_toy.onnx"))
    return folder


@needs_data
@pytest.mark.engine
async def test_a_model_of_sherpa_s_is_imported_and_used(tmp_path: Path) -> None:
    store = Store(tmp_path / "models")
    installed = store.import_path(toy(tmp_path / "brought") / "wespeaker_toy.onnx", "toy")
    assert (installed.card.service, installed.card.kind) == ("voices", "speaker")
    settings = Settings(data=str(tmp_path), voices=speakers.Voices(engine="toy", same=0.9))
    service = voice_service(settings, store)
    try:
        heard = await service.listen(speakers_of_digits()["theo"][0])
    finally:
        await service.stop()
    assert (heard.model, heard.vector.shape) == ("toy", (16,))
    assert float(heard.vector @ heard.vector) == pytest.approx(1.0, abs=1e-4)
    assert (service.bounds.same, service.bounds.other) == (0.9, 0.4)


@pytest.mark.engine
def test_a_folder_without_a_model_is_a_bad_one(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match=r"\.onnx"):
        SherpaVoices(tmp_path)


async def test_a_model_that_is_missing_is_told_when_it_is_needed(tmp_path: Path) -> None:
    settings = Settings(data=str(tmp_path), voices=speakers.Voices(engine="eres2net"))
    service = voice_service(settings, Store(tmp_path / "models"))
    with pytest.raises(MissingEngine, match="eres2net"):
        await service.listen(np.zeros(16_000, np.int16))
    await service.stop()


def test_a_model_for_something_else_is_refused(tmp_path: Path) -> None:
    settings = Settings(data=str(tmp_path), voices=speakers.Voices(engine="hantts"))
    with pytest.raises(BadSettings, match="hantts"):
        voice_service(settings, Store(tmp_path / "models"))


# Whose voice it is.

HOUSE = [Profile(name, "m", (vector_of(name),)) for name in ("anna", "bob")]


def of(name: str, speech: float = 3.0, model: str = "m") -> Voiceprint:
    return Voiceprint(model, vector_of(name), speech)


@pytest.mark.parametrize(
    ("voice", "before", "match", "account"),
    [
        (of("anna"), "", Match.KNOWN, "anna"),
        (of("bob"), "anna", Match.KNOWN, "bob"),
        (of("carl"), "", Match.UNKNOWN, ""),
        (of("mumbler"), "", Match.UNSURE, ""),
        (of("anna", 1.4), "", Match.UNSURE, ""),
        (of("carl", 1.4), "", Match.UNSURE, ""),
        (of("anna", 0.5), "anna", Match.KNOWN, "anna"),
        (of("anna", 0.5), "bob", Match.UNSURE, ""),
        (of("anna", 0.2), "anna", Match.UNSURE, ""),
        (of("mumbler"), "anna", Match.KNOWN, "anna"),
        (of("carl"), "anna", Match.UNKNOWN, ""),
        (of("anna", model="another"), "", Match.UNKNOWN, ""),
    ],
)
def test_whose_voice_it_is(voice: Voiceprint, before: str, match: Match, account: str) -> None:
    verdict = identify(voice, HOUSE, Bounds(), before)
    assert (verdict.match, verdict.account) == (match, account)


def test_between_two_alike_nobody_is_known() -> None:
    twins = [*HOUSE, Profile("twin", "m", (vector_of("twin"),))]
    assert identify(of("anna"), twins, Bounds()).match is Match.UNSURE
    assert identify(of("bob"), twins, Bounds()).account == "bob"


@given(st.floats(1.5, 10.0), st.floats(-1.0, 1.0))
def test_a_shorter_utterance_needs_no_less_likeness(speech: float, score: float) -> None:
    vector = np.zeros(16, np.float32)
    vector[0], vector[5] = score, np.sqrt(max(0.0, 1 - score**2))
    alone = [Profile("anna", "m", (vector_of("anna"),))]
    short = identify(Voiceprint("m", vector, speech), alone, Bounds()).match
    longer = identify(Voiceprint("m", vector, speech + 1), alone, Bounds()).match
    assert short is not Match.KNOWN or longer is Match.KNOWN


@given(
    st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=64).filter(lambda each: any(np.abs(each) > 0.1))
)
def test_a_print_is_kept_nearly_as_it_was(numbers: list[float]) -> None:
    vector = np.array(numbers, np.float32)
    vector /= np.float32(np.linalg.norm(vector))
    kept = as_vector(as_text(vector))
    assert kept is not None and alike(vector, kept) > 0.9999


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: raw.hex()))
def test_no_text_breaks_the_reading_of_prints(text: str) -> None:
    kept: Vector | None = as_vector(text)
    assert kept is None or float(np.linalg.norm(kept)) == pytest.approx(1.0, abs=1e-3)


def test_vectors_of_two_models_cannot_be_compared() -> None:
    one: Floats = np.ones(2, np.float32)
    assert alike(one, np.ones(3, np.float32)) == -1.0
