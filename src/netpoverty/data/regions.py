"""The four statistical regions of China, with the provinces that make them."""

from __future__ import annotations

import pandas as pd

from netpoverty.errors import refuse

REGIONS = ("East", "Central", "West", "Northeast")
SIMULATED_MARK = " (simulated)"
SIMULATED_REGIONS = tuple(region + SIMULATED_MARK for region in REGIONS)

# GB/T 2260 two-digit code: (name, characters, region of the National Bureau of Statistics).
PROVINCES: dict[int, tuple[str, str, str]] = {
    11: ("Beijing", "北京", "East"),
    12: ("Tianjin", "天津", "East"),
    13: ("Hebei", "河北", "East"),
    14: ("Shanxi", "山西", "Central"),
    15: ("Inner Mongolia", "内蒙古", "West"),
    21: ("Liaoning", "辽宁", "Northeast"),
    22: ("Jilin", "吉林", "Northeast"),
    23: ("Heilongjiang", "黑龙江", "Northeast"),
    31: ("Shanghai", "上海", "East"),
    32: ("Jiangsu", "江苏", "East"),
    33: ("Zhejiang", "浙江", "East"),
    34: ("Anhui", "安徽", "Central"),
    35: ("Fujian", "福建", "East"),
    36: ("Jiangxi", "江西", "Central"),
    37: ("Shandong", "山东", "East"),
    41: ("Henan", "河南", "Central"),
    42: ("Hubei", "湖北", "Central"),
    43: ("Hunan", "湖南", "Central"),
    44: ("Guangdong", "广东", "East"),
    45: ("Guangxi", "广西", "West"),
    46: ("Hainan", "海南", "East"),
    50: ("Chongqing", "重庆", "West"),
    51: ("Sichuan", "四川", "West"),
    52: ("Guizhou", "贵州", "West"),
    53: ("Yunnan", "云南", "West"),
    54: ("Tibet", "西藏", "West"),
    61: ("Shaanxi", "陕西", "West"),
    62: ("Gansu", "甘肃", "West"),
    63: ("Qinghai", "青海", "West"),
    64: ("Ningxia", "宁夏", "West"),
    65: ("Xinjiang", "新疆", "West"),
}


def region_of(province_codes: pd.Series) -> pd.Series:
    """Return the statistical region of each GB/T 2260 province code.

    Parameters
    ----------
    province_codes
        Two-digit codes, shape (n,); missing codes give a missing region.

    Raises
    ------
    InputError
        If a code belongs to no province.

    Source: National Bureau of Statistics, division of 13 June 2011.

    >>> import pandas as pd
    >>> region_of(pd.Series([11, 22, 41, 51])).tolist()
    ['East', 'Northeast', 'Central', 'West']
    """
    unknown = sorted(set(province_codes.dropna()) - set(PROVINCES))
    if unknown:
        raise refuse("province code", unknown[0], "a two-digit GB/T 2260 code of 31 provinces")
    return province_codes.map({code: entry[2] for code, entry in PROVINCES.items()}).astype("str")


def province_code(name: str) -> int | None:
    """Return the GB/T 2260 code of a province named in characters or English, or None.

    Suffixes such as 省, 市 and 自治区 are ignored.

    >>> province_code("四川省"), province_code("Inner Mongolia"), province_code("Atlantis")
    (51, 15, None)
    """
    given = name.strip()
    for code, (english, characters, _) in PROVINCES.items():
        if given.startswith(characters) or given.casefold() == english.casefold():
            return code
    return None


def plain_region(regions: pd.Series) -> pd.Series:
    """Return region names without the mark that simulated worlds carry.

    >>> import pandas as pd
    >>> plain_region(pd.Series(["East (simulated)", "West"])).tolist()
    ['East', 'West']
    """
    return regions.str.removesuffix(SIMULATED_MARK)
