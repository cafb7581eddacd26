using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server;

public sealed class DataProtectionTests
{
    [Fact]
    public async Task What_was_protected_before_a_restart_is_readable_after_it()
    {
        string folder = Directory.CreateTempSubdirectory("cloakroom-test-").FullName;
        string secret;
        await using (RunningServer before = await RunningServer.StartAsync(folder: folder))
        {
            secret = Protector(before).Protect("coat");
            Assert.NotEmpty(await KeysAsync(before));
        }

        await using (RunningServer after = await RunningServer.StartAsync(folder: folder))
        {
            Assert.Equal("coat", Protector(after).Unprotect(secret));
            Assert.Single(await KeysAsync(after));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task With_a_secret_they_are_sealed_and_those_from_before_it_are_read()
    {
        string folder = Directory.CreateTempSubdirectory("cloakroom-test-").FullName;
        string[] sealing = ["--Keys:Secret", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="];
        string early, late;
        await using (RunningServer open = await RunningServer.StartAsync(folder: folder))
        {
            early = Protector(open).Protect("coat");
            Assert.Contains("<key", Text(Assert.Single(await KeysAsync(open))), StringComparison.Ordinal);
        }

        await using (RunningServer both = await RunningServer.StartAsync(sealing, folder: folder))
        {
            Assert.Equal("coat", Protector(both).Unprotect(early));
            both.Services.GetRequiredService<IKeyManager>().CreateNewKey(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
            KeyMaterial[] kept = [.. await KeysAsync(both)];
            Assert.Equal(2, kept.Length);
            Assert.Single(kept, k => k.Bytes.Span[0] == 1 && !Text(k).Contains("<key", StringComparison.Ordinal));
        }

        await using (RunningServer again = await RunningServer.StartAsync(sealing, folder: folder))
        {
            late = Protector(again).Protect("coat");
            Assert.Equal(2, again.Services.GetRequiredService<IKeyManager>().GetAllKeys().Count);
            Assert.All(again.Services.GetRequiredService<IKeyManager>().GetAllKeys(), k => Assert.NotNull(k.CreateEncryptor()));
            Assert.Equal("coat", Protector(again).Unprotect(late));
        }

        // Without the secret the start is refused by the ring of signing keys; asked for new ones, it passes over what it cannot read.
        await using (RunningServer anew = await RunningServer.StartAsync(["--new-keys"], folder: folder))
        {
            Assert.Equal("coat", Protector(anew).Unprotect(early));
            Assert.Single(anew.Services.GetRequiredService<IKeyManager>().GetAllKeys());
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task With_sessions_in_memory_the_keys_end_with_the_process()
    {
        await using RunningServer one = await RunningServer.StartAsync(["--Store", "memory:"]), other = await RunningServer.StartAsync(["--Store", "memory:"]);
        Assert.Equal("coat", Protector(one).Unprotect(Protector(one).Protect("coat")));
        Assert.Throws<System.Security.Cryptography.CryptographicException>(() => Protector(other).Unprotect(Protector(one).Protect("coat")));
    }

    private static IDataProtector Protector(RunningServer server) => server.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");

    private static string Text(KeyMaterial key) => System.Text.Encoding.Latin1.GetString(key.Bytes.Span[1..]);

    private static async Task<IReadOnlyList<KeyMaterial>> KeysAsync(RunningServer server)
    {
        var store = (IKeyMaterialStore)server.Services.GetRequiredService<ISessionStore>();
        return await store.ListAsync(StoreKeyRepository.Ring, TestContext.Current.CancellationToken);
    }
}
