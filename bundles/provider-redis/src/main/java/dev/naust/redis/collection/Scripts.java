package dev.naust.redis.collection;

import dev.naust.redis.connection.Script;

/** The steps of this package that must not be torn apart, as scripts that the server runs. */
final class Scripts {
    final Script put = Script.of(Scripts.class, "put.lua");
    final Script remove = Script.of(Scripts.class, "remove.lua");
    final Script publish = Script.of(Scripts.class, "publish.lua");
    final Script advance = Script.of(Scripts.class, "advance.lua");
    final Script claim = Script.of(Scripts.class, "claim.lua");
}
