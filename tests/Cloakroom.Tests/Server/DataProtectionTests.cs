using Microsoft.AspNetCore.DataProtection;
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
    public async Task With_sessions_in_memory_the_keys_end_with_the_process()
    {
        await using RunningServer one = await RunningServer.StartAsync(["--Store", "memory:"]), other = await RunningServer.StartAsync(["--Store", "memory:"]);
        Assert.Equal("coat", Protector(one).Unprotect(Protector(one).Protect("coat")));
        Assert.Throws<System.Security.Cryptography.CryptographicException>(() => Protector(other).Unprotect(Protector(one).Protect("coat")));
    }

    private static IDataProtector Protector(RunningServer server) => server.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");

    private static async Task<IReadOnlyList<KeyMaterial>> KeysAsync(RunningServer server)
    {
        var store = (IKeyMaterialStore)server.Services.GetRequiredService<ISessionStore>();
        return await store.ListAsync(StoreKeyRepository.Ring, TestContext.Current.CancellationToken);
    }
}
