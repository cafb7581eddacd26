using System.Net;
using Cloakroom.Keys;
using Cloakroom.Tests.Keys;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server;

/// <summary>What is there when the server begins to listen.</summary>
public sealed class FirstLookTests
{
    [Fact]
    public async Task A_store_that_is_slow_to_show_its_keys_at_first_keeps_nobody_from_a_token()
    {
        var keys = new SwitchKeyStore { LateReads = 3 };
        await using RunningServer server = await RunningServer.WithAccountAsync(s => s.AddSingleton(new KeyRing(keys, new KeyOptions(), TimeProvider.System)));
        using HttpResponseMessage login = await server.LoginAsync(carrier: "token");

        Assert.Equal(HttpStatusCode.OK, login.StatusCode);
        Assert.True(keys.Reads > 3);
    }
}
