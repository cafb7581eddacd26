using Cloakroom.Cookies;
using Cloakroom.Csrf;
using Cloakroom.Keys;
using Cloakroom.Settings;

namespace Cloakroom;

/// <summary>
/// Does once what every start does, with nothing in it, on another core while the application is put together: the system's cryptography is loaded, and the
/// code compiled that reads settings and keys. What it makes is thrown away.
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
            _ = (LibrarySettings.Table.Count, options.Validate().Count());
            _ = new NearCache(options.Session.NearCacheBytes);
            KeyEntry.Read(KeyEntry.Write(1, SigningKey.Create(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch), secret: null), secret: null);
            if (PublicOrigin.TryCreate("https://localhost", out PublicOrigin? origin, out _))
            {
                SessionCookie.For(origin, options.Session.Absolute, options.SameSite);
                _ = (new Frontends(options.TopologyOf(origin)), new CrossOriginPolicy(origin, options.CsrfOrigins));
            }
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Whoever does it in earnest meets it again, and says so.
        }
    }
}
