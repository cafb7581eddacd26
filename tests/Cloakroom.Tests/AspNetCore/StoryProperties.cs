using Cloakroom.Testing;
using Cloakroom.Tests.AspNetCore.Stories;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.AspNetCore;

/// <summary>
/// Invariants 3, 5 and 7 over HTTP: whatever several people do while the store comes and goes, nobody who is logged in hears 401 or is sent
/// to the login, no read sets a cookie, nobody costs the store nothing; and with them 1 and 2: what was ended stays ended, and everybody
/// meets their own session. A failure prints its seed; Replay says how to repeat it.
/// </summary>
public sealed class StoryProperties
{
    private const int Stories = 150;

    [Fact]
    public void Every_answer_is_true_whatever_the_store_does() => Prop.ForAll(StoryGenerator.Any, async story =>
    {
        var clock = new FakeClock();
        await using TestApp app = await new TestApp
        {
            Store = story.Cached ? new CachedSwitchStore() : new SwitchStore(),
            // Expiry is another story.
            Options = o => (o.Session.Absolute, o.Session.Idle) = (TimeSpan.FromDays(30), TimeSpan.FromDays(30)),
            Build = b =>
            {
                b.Services.AddSingleton<TimeProvider>(clock);
                // The story says when pending logouts are repeated.
                b.Services.Remove(b.Services.Single(s => s.ImplementationType == typeof(Housekeeping)));
            },
        }.StartAsync();
        await new Player(app, clock).PlayAsync(story);
    }).Check(Replay.Config(Stories));
}
