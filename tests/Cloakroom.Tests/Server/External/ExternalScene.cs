using Cloakroom.Server.External;
using Cloakroom.Testing;
using Cloakroom.Tests.Server.External.Issuing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Tests.Server.External;

/// <summary>A server, an issuer that it knows, and the time of both.</summary>
internal sealed class ExternalScene : IAsyncDisposable
{
    private ExternalScene(RunningServer server, TestIssuer issuer, FakeClock clock) => (Server, Issuer, Clock) = (server, issuer, clock);

    public RunningServer Server { get; }

    public TestIssuer Issuer { get; }

    public FakeClock Clock { get; }

    /// <summary>With one account, that of <see cref="RunningServer.Email"/>, unless somebody wants none.</summary>
    public static async Task<ExternalScene> StartAsync(string[]? flags = null, bool empty = false, TimeSpan? patience = null)
    {
        var clock = new FakeClock(TimeProvider.System.GetUtcNow());
        TestIssuer issuer = await TestIssuer.StartAsync(clock);
        RunningServer server = await RunningServer.StartAsync([.. issuer.Flags(), .. flags ?? []], s => s.AddSingleton<TimeProvider>(clock).AddSingleton(p => Calls(p, patience)));
        if (!empty)
        {
            using HttpResponseMessage registered = await server.RegisterAsync();
        }

        return new(server, issuer, clock);
    }

    /// <summary>With much patience: other tests may be using the machine.</summary>
    public static ProviderCalls Calls(IServiceProvider services, TimeSpan? patience = null) =>
        new(patience ?? TimeSpan.FromMinutes(1), services.GetRequiredService<ILogger<ProviderCalls>>());

    public Traveller NewTraveller() => new(Server);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Issuer.DisposeAsync();
    }
}

/// <summary>One scene for all tests of a class, for those that leave no trace but people of their own.</summary>
public sealed class SharedScene : IAsyncLifetime
{
    private ExternalScene? _scene;

    internal ExternalScene Scene => _scene ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync() => _scene = await ExternalScene.StartAsync();

    public ValueTask DisposeAsync() => _scene?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>The scene with an issuer that does nothing wrong.</summary>
    internal ExternalScene Anew()
    {
        Scene.Issuer.Misdeeds = new();
        Scene.Issuer.Person = TestIssuer.Anybody;
        Scene.Clock.Advance(TimeSpan.FromSeconds(1));
        return Scene;
    }
}
