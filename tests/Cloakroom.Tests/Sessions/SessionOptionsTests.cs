namespace Cloakroom.Tests.Sessions;

public sealed class SessionOptionsTests
{
    public static TheoryData<Action<SessionOptions>, string> Mistakes => new()
    {
        { o => o.Absolute = TimeSpan.Zero, "Session:Absolute is 00:00:00; set it between 00:00:01 and 400.00:00:00, in whole seconds." },
        { o => o.Absolute = TimeSpan.FromDays(-1), "Session:Absolute is -1.00:00:00; set it between 00:00:01 and 400.00:00:00, in whole seconds." },
        { o => o.Absolute = TimeSpan.FromDays(400) + TimeSpan.FromSeconds(1), "Session:Absolute is 400.00:00:01; set it between 00:00:01 and 400.00:00:00, in whole seconds." },
        { o => o.Absolute = TimeSpan.FromMilliseconds(1500), "Session:Absolute is 00:00:01.5000000; set it between 00:00:01 and 400.00:00:00, in whole seconds." },
        { o => o.Idle = TimeSpan.Zero, "Session:Idle is 00:00:00; set it to 00:00:01 or more, in whole seconds." },
        { o => o.Idle = TimeSpan.FromMilliseconds(2500), "Session:Idle is 00:00:02.5000000; set it to 00:00:01 or more, in whole seconds." },
        { o => o.Idle = TimeSpan.FromDays(2), "Session:Idle is 2.00:00:00, longer than Session:Absolute (1.00:00:00); lower the first or raise the second." },
        { o => o.TouchEvery = TimeSpan.FromSeconds(-1), "Session:TouchEvery is -00:00:01; set it between 00:00:00 and half of Session:Idle (00:30:00)." },
        { o => o.TouchEvery = TimeSpan.FromMinutes(31), "Session:TouchEvery is 00:31:00; set it between 00:00:00 and half of Session:Idle (00:30:00)." },
        { o => o.MaxPerUser = 0, "Session:MaxPerUser is 0; set it between 1 and 10000." },
        { o => o.MaxPerUser = 10_001, "Session:MaxPerUser is 10001; set it between 1 and 10000." },
        { o => o.NearCacheBytes = -1, "Session:NearCacheBytes is -1; set it between 0 and 68719476736." },
        { o => o.NearCacheBytes = (64L << 30) + 1, "Session:NearCacheBytes is 68719476737; set it between 0 and 68719476736." },
    };

    public static TheoryData<Action<SessionOptions>> Good => new()
    {
        _ => { },
        o => o.Absolute = TimeSpan.FromSeconds(1),
        o => o.Absolute = TimeSpan.FromDays(400),
        o => o.Idle = TimeSpan.FromSeconds(1),
        o => o.Idle = o.Absolute,
        o => o.TouchEvery = TimeSpan.Zero,
        o => o.TouchEvery = TimeSpan.FromMinutes(30),
        o => o.MaxPerUser = 1,
        o => o.MaxPerUser = 10_000,
        o => o.NearCacheBytes = 0,
        o => o.NearCacheBytes = 64L << 30,
    };

    [Theory, MemberData(nameof(Mistakes), DisableDiscoveryEnumeration = true)]
    public void A_mistake_is_told_in_one_sentence_with_the_fix(Action<SessionOptions> set, string sentence)
    {
        var options = new SessionOptions();
        set(options);
        Assert.Equal(sentence, Assert.Single(options.Validate()));
    }

    [Theory, MemberData(nameof(Good), DisableDiscoveryEnumeration = true)]
    public void A_value_at_the_edge_is_accepted(Action<SessionOptions> set)
    {
        var options = new SessionOptions();
        set(options);
        Assert.Empty(options.Validate());
    }

    [Fact]
    public void Several_mistakes_are_told_together()
    {
        var options = new SessionOptions { Absolute = TimeSpan.Zero, MaxPerUser = 0, NearCacheBytes = -1 };
        Assert.Equal(3, options.Validate().Count());
    }

    [Fact]
    public void Defaults_are_those_of_the_contract_and_shrink_with_a_short_life()
    {
        var options = new SessionOptions();
        Assert.Equal((TimeSpan.FromDays(1), TimeSpan.FromHours(1), TimeSpan.FromMinutes(1), 100), (options.Absolute, options.Idle, options.TouchEvery, options.MaxPerUser));
        options.Absolute = TimeSpan.FromSeconds(30);
        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(15)), (options.Idle, options.TouchEvery));
    }
}
