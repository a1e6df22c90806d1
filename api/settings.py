"""Settings: the environment's ``ZEREN_…`` variables, or the command line's options over them."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.errors import ZerenError

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class InvalidSetting(ZerenError):
    """A setting that cannot be used."""

    code = "invalid-setting"


class Settings(BaseSettings):
    """How the service runs. Every field can be given as ``ZEREN_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix="ZEREN_", frozen=True, extra="ignore", hide_input_in_errors=True)

    store: str = Field(
        default="sqlite:///data/zeren.db",
        description="存储地址 store URL: sqlite:///文件, sqlite:// (内存), neo4j://主机:7687?database=库名",
    )
    neo4j_user: str | None = Field(default=None, description="Neo4j 用户名 user")
    neo4j_password: SecretStr | None = Field(default=None, description="Neo4j 口令 password")
    sources: Path = Field(
        default=Path("data/sources"),
        description="存储不是文件时，原文存放的文件夹 where originals are kept when the store is a server",
    )
    host: str = Field(default="127.0.0.1", description="监听地址 address to listen on")
    port: int = Field(default=8000, ge=0, le=65535, description="端口 port")
    key: SecretStr | None = Field(default=None, description="写入口令 key that writes must carry once it is set")
    hosts: str = Field(
        default="", description="允许的主机名，逗号分隔 further host names under which this service is reached"
    )

    @field_validator("key")
    @classmethod
    def _typeable(cls, key: SecretStr | None) -> SecretStr | None:
        """A browser can send it in a header, and nobody guesses it at once."""
        words = key.get_secret_value() if key else None
        if words is not None and not (words.isascii() and words.isprintable() and " " not in words and len(words) >= 8):
            raise ValueError("口令须为 8 个以上英文字母、数字或符号，不含空格 (8 or more ASCII characters, no spaces)")
        return key

    @classmethod
    def given(cls, **options: str | int | None) -> Settings:
        """The environment's settings, with those options over them that are given. Raises InvalidSetting, which names
        the setting and never says what it was set to: it may be a key."""
        try:
            return cls.model_validate({**cls().model_dump(), **{k: v for k, v in options.items() if v is not None}})
        except ValidationError as error:
            names = "、".join(dict.fromkeys(f"ZEREN_{one['loc'][0]}".upper() for one in error.errors()))
            known = (str(cls.model_fields[str(one["loc"][0])].description) for one in error.errors())
            why = (str(one["ctx"]["error"]) for one in error.errors() if "ctx" in one and "error" in one["ctx"])
            raise InvalidSetting(
                f"设置 {names} 不合要求：{'；'.join(why) or '；'.join(known)}",
                f"{names} cannot be used",
                remedy="改正后再试 (mend it and try again)",
            ) from None

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """Host names (without port) under which a write may arrive."""
        further = {name.strip().lower() for name in self.hosts.split(",") if name.strip()}
        return LOOPBACK | further | ({self.host} - {"0.0.0.0", "::"})  # noqa: S104 - named to be excluded

    @property
    def on_loopback(self) -> bool:
        """It listens to this machine only."""
        return self.host in LOOPBACK

    @property
    def shared(self) -> bool:
        """Others reach the service: it listens to them, or by another name, behind a server that does."""
        return not self.allowed_hosts <= LOOPBACK or not self.on_loopback
