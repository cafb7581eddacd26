using System.Runtime.CompilerServices;
using Cloakroom.Cookies;
using Cloakroom.Csrf;
using Cloakroom.Keys;
using Cloakroom.Settings;
using Microsoft.Extensions.Configuration;

namespace Cloakroom;

/// <summary>
/// Does once what every start does, with nothing in it, on another core while the application is put together: the system's cryptography is loaded, and the
/// code compiled that reads settings and keys, and that the first request needs. What it makes is thrown away.
/// </summary>
internal static class StartWarmUp
{
    private static int _begun;

    /// <summary>Returns at once. From the second call on, and where there is one core alone, nothing is done.</summary>
    public static void Begin()
    {
        if (Environment.ProcessorCount > 1 && Interlocked.Exchange(ref _begun, 1) == 0)
        {
            ThreadPool.QueueUserWorkItem(static _ => Run());
        }
    }

    // In the order in which a start comes to it.
    private static void Run()
    {
        try
        {
            var options = new CloakroomOptions();
            _ = SettingsReader.Apply(new ConfigurationManager().GetSection(SettingsReader.Section), LibrarySettings.Table, options).Count() + options.Validate().Count();
            _ = new NearCache(options.Session.NearCacheBytes);
            var clock = new SteadyClock(TimeProvider.System);
            new SessionEngine(new MemorySessionStore(), options.Session, clock, tokens: options.Token).Dispose();
            DateTimeOffset now = clock.GetUtcNow();
            using (var ring = new KeyRing(new OneKey(KeyEntry.Write(1, SigningKey.Create(now, now), secret: null)), options.Keys, clock))
            {
                ring.StartAsync().GetAwaiter().GetResult();
            }

            if (Deployment.Derive(["https://localhost"], out _) is { } origin)
            {
                SessionCookie.For(origin, options.Session.Absolute, options.SameSite);
                _ = (new Frontends(options.TopologyOf(origin)), new CrossOriginPolicy(origin, options.CsrfOrigins));
            }

            _ = Decision.Anonymous.Because(Reason.NoCredentials);
            RuntimeHelpers.RunClassConstructor(typeof(Log).TypeHandle);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Whoever does it in earnest meets it again, and says so.
        }
    }

    /// <summary>A ring as most starts find it, and which none of them touches.</summary>
    private sealed class OneKey(KeyMaterial key) : IKeyMaterialStore
    {
        public ValueTask<IReadOnlyList<KeyMaterial>> ListAsync(string ring, CancellationToken cancellationToken) => new([key]);

        public ValueTask<Applied> AddAsync(string ring, KeyMaterial material, CancellationToken cancellationToken) => new(Applied.Exists);

        public ValueTask<Applied> RemoveAsync(string ring, string name, CancellationToken cancellationToken) => new(Applied.Absent);
    }
}
