using Cloakroom.Cookies;
using Cloakroom.Testing;

namespace Cloakroom.Tests.Cookies.Jar;

/// <summary>Partitioned cookies (CHIPS): one jar of its own for every top-level site.</summary>
public sealed class PartitionTests
{
    private const string Line = "__Host-chat=1; Secure; Path=/; SameSite=None; Partitioned";
    private static readonly Uri Chat = new("https://chat.example/");
    private static readonly Uri Shop = new("https://shop.example/");
    private static readonly Uri News = new("https://www.news.example/");
    private readonly CookieJar _jar = new(clock: new FakeClock());

    [Fact]
    public void A_partitioned_cookie_stays_under_the_top_level_site_where_it_was_set()
    {
        Assert.Equal("https://shop.example (below another site)", $"{_jar.Receive(Line, CookieContext.Frame(Chat, Shop)).Cookie?.Partition}");
        Assert.Equal("__Host-chat=1", _jar.GetCookieHeader(CookieContext.Frame(Chat, Shop)));
        Assert.Equal("__Host-chat=1", _jar.GetDocumentCookie(CookieContext.Script(Chat, Shop)));
        Assert.Equal("__Host-chat=1", _jar.GetCookieHeader(CookieContext.Fetch(Chat, Chat) with { InitiatorAncestors = [Shop] }));
        Assert.Null(_jar.GetCookieHeader(CookieContext.Frame(Chat, News)));
        Assert.Null(_jar.GetCookieHeader(CookieContext.Navigation(Chat, Shop)));
        Assert.Null(_jar.GetCookieHeader(Chat));
        Assert.Equal("partition-mismatch", Assert.Single(_jar.Send(CookieContext.Frame(Chat, News)).Cookies).Code);
    }

    [Fact]
    public void The_same_cookie_can_lie_in_every_partition_and_outside()
    {
        _jar.Receive(Line, CookieContext.Frame(Chat, Shop));
        _jar.Receive(Line, CookieContext.Frame(Chat, News));
        _jar.Receive("__Host-chat=2; Secure; Path=/; SameSite=None", CookieContext.Frame(Chat, News));
        Assert.Equal(3, _jar.Count);
        Assert.Equal("__Host-chat=1; __Host-chat=2", _jar.GetCookieHeader(CookieContext.Frame(Chat, News)));
        Assert.Equal("__Host-chat=2", _jar.GetCookieHeader(Chat));
        _jar.Receive("__Host-chat=; Secure; Path=/; SameSite=None; Partitioned; Max-Age=0", CookieContext.Frame(Chat, Shop));
        Assert.Equal(2, _jar.Count);
    }

    [Fact]
    public void A_frame_finds_what_a_fetch_of_the_page_around_it_has_set_and_the_other_way_round()
    {
        Assert.Equal("https://shop.example (below another site)", $"{_jar.Receive(Line, CookieContext.Fetch(Chat, Shop)).Cookie?.Partition}");
        Assert.Equal("__Host-chat=1", _jar.GetCookieHeader(CookieContext.Frame(Chat, Shop)));
        Assert.Equal("__Host-chat=1", _jar.GetDocumentCookie(CookieContext.Script(Chat, Shop)));
        _jar.Receive(Line.Replace("=1", "=2", StringComparison.Ordinal), CookieContext.Frame(Chat, Shop));
        Assert.Equal("__Host-chat=2", _jar.GetCookieHeader(CookieContext.Fetch(Chat, Shop)));
    }

    [Fact]
    public void What_the_shop_asks_of_itself_is_not_below_another_site()
    {
        Assert.Equal("https://shop.example", $"{_jar.Receive(Line, CookieContext.Fetch(Shop, Shop)).Cookie?.Partition}");
        Assert.Null(_jar.GetCookieHeader(CookieContext.Fetch(Shop, Chat) with { InitiatorAncestors = [Shop] }));
        Assert.Equal("__Host-chat=1", _jar.GetCookieHeader(CookieContext.Navigation(Shop, News)));
    }

    [Fact]
    public void A_client_without_a_page_has_the_partition_of_the_site_it_asks()
    {
        _jar.Receive(Line, new(Chat));
        Assert.Equal("__Host-chat=1", _jar.GetCookieHeader(Chat));
        Assert.Equal("__Host-chat=1", _jar.GetCookieHeader(CookieContext.Navigation(Chat, null)));
    }

    [Fact]
    public void Under_a_page_without_a_site_nothing_is_stored() =>
        Assert.Equal(CookieRule.PartitionOpaque, _jar.Receive(Line, CookieContext.Frame(Chat, new Uri("data:text/html,x"))).Rule);

    [Fact]
    public void A_given_partition_is_taken()
    {
        var given = new CookiePartition(Site.Of(Shop, PublicSuffixList.Default), HasCrossSiteAncestor: true);
        _jar.Receive(Line, CookieContext.Fetch(Chat, News) with { Partition = given });
        Assert.Equal("__Host-chat=1", _jar.GetCookieHeader(CookieContext.Frame(Chat, Shop)));
    }
}
