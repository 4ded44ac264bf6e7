"""What a photo tells of itself is read without trusting it, left out on sharing, and written again."""

from __future__ import annotations

import io
import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from fakes.cameras import LATITUDE, LONGITUDE, OFFSET, TAKEN, cr3, entry, exif, photo, raf, raw, scene
from fakes.colour_profiles import display_p3
from fakes.pictures import encoded, page, pdf
from parley.vision.decoding import kind_of, open_picture
from parley.vision.metadata.shot import NOTHING, Shot, shot_of
from parley.vision.metadata.stamping import exif_for, stamped
from parley.vision.metadata.stripping import stripped
from parley.vision.types import PHOTO, BadPicture, Kind

XMP = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>secret town</x:xmpmeta>"


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg_with(*segments: bytes, behind: bytes = b"", orientation: int = 1) -> bytes:
    data = photo(orientation, "JPEG", icc_profile=display_p3(), comment=b"a secret comment")
    return data[:2] + b"".join(segments) + data[2:] + behind


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_phone_tells_when_where_and_with_what(kind: str) -> None:
    shot = shot_of(photo(6, kind))
    assert (shot.taken, shot.offset) == (TAKEN, OFFSET)
    assert (shot.latitude, shot.longitude, shot.altitude) == (LATITUDE, LONGITUDE, 12.3)
    assert (shot.camera, shot.lens) == ("Apple iPhone 15 Pro", "iPhone 15 Pro back triple camera")
    assert (shot.exposure, shot.aperture, shot.iso, shot.focal) == (
        pytest.approx(1 / 120, rel=1e-5),
        1.78,
        80,
        6.765,
    )
    assert shot.software == "17.1"


def test_heic_and_raws_tell_too() -> None:
    phone = Path(__file__).parent / "phone" / "turned.heic"
    heic = shot_of(phone.read_bytes())
    assert (heic.taken, heic.offset, heic.latitude, heic.camera) == (TAKEN, 480, LATITUDE, "Apple iPhone 15")
    assert shot_of(raf()).taken == TAKEN
    canon = shot_of(cr3())
    assert (canon.taken, canon.camera) == (TAKEN, "R5")
    assert shot_of(raw()).camera == "NIKON"


@pytest.mark.parametrize(
    ("local", "clock", "offset"),
    [
        ("2026:11:22 08:30:00", (0.0, 29.0, 40.0), 480),
        ("2026:11:22 06:15:10", (0.0, 30.0, 0.0), 345),  # Nepal
        ("2026:11:21 19:30:00", (0.0, 30.0, 0.0), -300),
        ("2026:11:22 08:37:00", (0.0, 30.0, 0.0), None),  # no zone is seven minutes off
        ("2026:11:24 08:30:00", (0.0, 30.0, 0.0), None),
    ],
)
def test_where_no_offset_is_told_it_follows_from_the_satellites_time(
    local: str, clock: tuple[float, ...], offset: int | None
) -> None:
    told = Image.Exif()
    told.get_ifd(0x8769)[0x9003] = local
    place = told.get_ifd(0x8825)
    place[7], place[0x1D] = clock, "2026:11:22"
    assert shot_of(encoded(scene(), "JPEG", exif=told)).offset == offset


@pytest.mark.parametrize(
    "time",
    ["0000:00:00 00:00:00", "    :  :     :  :  ", "2026:13:01 00:00:00", "1826:01:01 00:00:00", "x" * 50],
)
def test_a_time_that_is_none_is_left_out(time: str) -> None:
    told = Image.Exif()
    told.get_ifd(0x8769)[0x9003] = time
    assert shot_of(encoded(scene(), "JPEG", exif=told)).taken == ""


@pytest.mark.parametrize(
    ("north", "latitude", "east", "longitude"),
    [
        ("N", (0.0, 0.0, 0.0), "E", (0.0, 0.0, 0.0)),  # what is written where nothing was received
        ("N", (91.0, 0.0, 0.0), "E", (10.0, 0.0, 0.0)),
        ("N", (30.0, 0.0, 0.0), "E", (180.0, 59.0, 0.0)),
        ("X", (30.0, 0.0, 0.0), "E", (10.0, 0.0, 0.0)),
        ("N", (30.0, 0.0, 0.0), "", (10.0, 0.0, 0.0)),
    ],
)
def test_a_place_that_is_none_is_left_out(
    north: str, latitude: tuple[float, ...], east: str, longitude: tuple[float, ...]
) -> None:
    told = Image.Exif()
    place = told.get_ifd(0x8825)
    place[1], place[2], place[3], place[4], place[6] = north, latitude, east, longitude, 100.0
    shot = shot_of(encoded(scene(), "JPEG", exif=told))
    assert (shot.latitude, shot.longitude, shot.altitude) == (None, None, None)


def test_south_west_and_below_the_sea() -> None:
    told = Image.Exif()
    place = told.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "S", (33.0, 51.0, 0.0), "W", (70.0, 30.0, 0.0)
    place[5], place[6] = b"\1", 412.0
    shot = shot_of(encoded(scene(), "JPEG", exif=told))
    assert (shot.latitude, shot.longitude, shot.altitude) == (-33.85, -70.5, -412.0)


def test_numbers_beyond_their_bounds_and_divisions_by_zero_are_left_out() -> None:
    told = exif()
    photo_, place = told.get_ifd(0x8769), told.get_ifd(0x8825)
    photo_[0x829A], photo_[0x829D], photo_[0x8827] = IFDRational(1, 0), 4_000_000_000.0, 0
    photo_[0x920A], place[6] = IFDRational(0, 7), 4_000_000_000.0
    shot = shot_of(encoded(scene(), "JPEG", exif=told))
    assert (shot.exposure, shot.aperture, shot.iso, shot.focal, shot.altitude) == (None,) * 5
    assert (shot.taken, shot.latitude) == (TAKEN, LATITUDE)


def test_a_directory_that_leads_back_to_itself_ends() -> None:
    circle = b"II*\0\x08\0\0\0" + struct.pack("<H", 2) + entry(0x8769, 4, 1, 8) + entry(0x014A, 4, 1, 8)
    circle += struct.pack("<I", 8)
    assert shot_of(circle) == NOTHING


def test_names_are_short_and_printable() -> None:
    told = Image.Exif()
    told[0x010F], told[0x0110] = "Canon", "Canon \x07EOS\n R5 " + "x" * 500
    assert shot_of(encoded(scene(), "JPEG", exif=told)).camera == ("Canon EOS R5 " + "x" * 500)[:80]


@given(
    st.binary(max_size=400),
    st.sampled_from(["JPEG", "PNG", "WEBP", "AVIF", "RAW", "CR3"]),
    st.integers(0, 900),
)
def test_lying_exif_never_raises_and_stays_within_its_bounds(garbage: bytes, kind: str, place: int) -> None:
    data = bytearray(raw() if kind == "RAW" else cr3() if kind == "CR3" else photo(6, kind))
    data[place : place + len(garbage)] = garbage
    bounded(shot_of(bytes(data)))


@given(st.binary(max_size=600))
def test_an_exif_of_garbage_never_raises(garbage: bytes) -> None:
    plain = encoded(scene(), "JPEG")
    for head in (b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08", b""):
        bounded(shot_of(plain[:2] + segment(0xE1, b"Exif\0\0" + head + garbage) + plain[2:]))
        bounded(shot_of(head + garbage))


def bounded(shot: Shot) -> None:
    assert shot.latitude is None or -90 <= shot.latitude <= 90
    assert shot.longitude is None or -180 <= shot.longitude <= 180
    assert shot.exposure is None or 0 < shot.exposure <= 86_400
    assert shot.iso is None or 1 <= shot.iso <= 10_000_000
    assert max(len(each) for each in (shot.camera, shot.lens, shot.software)) <= 80


@pytest.mark.parametrize("keep_place", [False, True])
def test_a_shared_jpeg_has_its_pixels_and_colours_and_nothing_else(keep_place: bool) -> None:
    data = jpeg_with(
        segment(0xE1, XMP),
        segment(0xED, b"Photoshop 3.0\0 8BIM secret caption"),
        segment(0xE5, b"maker's secret"),
        behind=b"PK\3\4 a secret archive",
    )
    shared = stripped(data, keep_place)
    for secret in (b"secret", b"Apple", b"2026", b"PK\3\4"):
        assert secret in data
        assert secret not in shared
    before, after = Image.open(io.BytesIO(data)), Image.open(io.BytesIO(shared))
    assert (np.asarray(before) == np.asarray(after)).all()
    assert after.info["icc_profile"] == display_p3()
    place = Shot(latitude=LATITUDE, longitude=LONGITUDE, altitude=12.3)
    assert shot_of(shared) == (place if keep_place else NOTHING)


@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_jpeg_on_its_side_is_shared_upright_and_as_fine_as_it_was(orientation: int) -> None:
    image = scene(160, 96)
    data = encoded(image, "JPEG", exif=exif(orientation), quality=90, icc_profile=display_p3())
    shared = stripped(data)
    before, after = open_picture(data, PHOTO).page(1).pixels, open_picture(shared, PHOTO).page(1).pixels
    assert before.shape == after.shape
    assert np.abs(before.astype(int) - after).mean() < 1.5
    assert (shot_of(shared), Image.open(io.BytesIO(shared)).info["icc_profile"]) == (NOTHING, display_p3())
    assert len(shared) < len(data)


@pytest.mark.parametrize(("kind", "how"), [("PNG", {}), ("WEBP", {"lossless": True}), ("GIF", {})])
def test_other_files_keep_every_pixel_too(kind: str, how: dict[str, object]) -> None:
    frames = [scene(), scene().rotate(180)]
    if kind != "GIF":
        how = {**how, "exif": exif()}
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:], comment=b"secret", **how)
    shared = stripped(data + b"secret behind", keep_place=True)
    assert b"secret" not in shared
    assert b"Apple" not in shared
    before, after = Image.open(io.BytesIO(data)), Image.open(io.BytesIO(shared))
    for number in (0, 1):
        before.seek(number)
        after.seek(number)
        assert (np.asarray(before.convert("RGB")) == np.asarray(after.convert("RGB"))).all()
    assert shot_of(shared).latitude == (None if kind == "GIF" else LATITUDE)


@pytest.mark.parametrize("data", [photo(6, "AVIF"), photo(6, "PNG"), raw(), cr3(), encoded(scene(), "TIFF")])
def test_what_cannot_be_kept_as_it_is_becomes_a_jpeg(data: bytes) -> None:
    shared = stripped(data)
    assert (kind_of(shared), shot_of(shared)) == (Kind.JPEG, NOTHING)
    assert open_picture(shared, PHOTO).sizes == open_picture(data, PHOTO).sizes


@pytest.mark.parametrize(
    "data", [photo()[:-200], encoded(scene())[:-30], encoded(scene(), "GIF")[:-2], b"", b"x"]
)
def test_what_is_broken_off_is_not_shared(data: bytes) -> None:
    with pytest.raises(BadPicture):
        stripped(data)


def test_a_document_is_no_photo() -> None:
    with pytest.raises(BadPicture):
        stripped(pdf([page(["Dear Ms Brown"])]))


FULL = Shot(
    TAKEN, -210, -33.85, -70.5, -12.25, "相机 X-T5", "XF 35mm", 1 / 8_000, 1.4, 102_400, 35.0, "Parley"
)


@pytest.mark.parametrize("shot", [FULL, NOTHING, replace(FULL, latitude=None, longitude=None, altitude=None)])
def test_an_edited_photo_says_again_how_it_was_taken(shot: Shot) -> None:
    again = stamped(jpeg_with(segment(0xE1, XMP), orientation=6), shot)
    assert shot_of(again) == shot
    assert b"secret" not in again
    image = Image.open(io.BytesIO(again))
    image.load()
    assert image.getexif()[0x0112] == 1


@given(
    st.floats(-90, 90),
    st.floats(-180, 180),
    st.floats(1e-6, 86_400),
    st.integers(1, 10_000_000),
    st.integers(-840, 840),
)
def test_whatever_is_stamped_is_read_again(
    latitude: float, longitude: float, exposure: float, iso: int, offset: int
) -> None:
    shot = Shot(TAKEN, offset, latitude, longitude, exposure=exposure, iso=iso)
    plain = encoded(scene(), "JPEG")
    again = shot_of(stamped(plain, shot))
    assert (again.taken, again.offset, again.iso) == (TAKEN, offset, iso)
    assert again.exposure == pytest.approx(exposure, rel=1e-3)
    if abs(latitude) > 1e-6 or abs(longitude) > 1e-6:
        assert (again.latitude, again.longitude) == (
            pytest.approx(latitude, abs=1e-6),
            pytest.approx(longitude, abs=1e-6),
        )


def test_only_a_jpeg_is_stamped() -> None:
    with pytest.raises(BadPicture):
        stamped(encoded(scene()), FULL)
    assert len(exif_for(FULL)) < 1_000
