"""Settings: the environment's ``ZEREN_…`` variables, or the command line's options over them."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Settings(BaseSettings):
    """How the service runs. Every field can be given as ``ZEREN_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix="ZEREN_", frozen=True, extra="ignore")

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

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """Host names (without port) under which a write may arrive."""
        further = {name.strip().lower() for name in self.hosts.split(",") if name.strip()}
        return LOOPBACK | further | ({self.host} - {"0.0.0.0", "::"})  # noqa: S104 - named to be excluded

    @property
    def on_loopback(self) -> bool:
        """Only this machine can reach the service."""
        return self.host in LOOPBACK
