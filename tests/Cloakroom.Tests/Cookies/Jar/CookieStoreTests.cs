using Cloakroom.Cookies;

namespace Cloakroom.Tests.Cookies.Jar;

public sealed class CookieStoreTests
{
    [Fact]
    public void Hosts_that_have_no_cookies_any_more_leave_nothing_behind()
    {
        var store = new CookieStore(10, 100);
        var partition = new CookiePartition(Site.Of(new Uri("https://shop.example/"), PublicSuffixList.Default), HasCrossSiteAncestor: true);
        KeptCookie[] cookies = [Cookie("a.b.example", null), Cookie("a.b.example", partition), Cookie("b.example", null), Cookie("c.b.example", partition)];
        Assert.All(cookies, c => store.Add(c, isAddress: false));
        Assert.Equal(4, store.Root.Below().Count());
        Assert.Equal(2, store.Find("a.b.example", isAddress: false)?.Here().Count());

        store.Remove(cookies[0]);
        store.Remove(cookies[2]);
        Assert.NotNull(store.Find("a.b.example", isAddress: false));
        store.Remove(cookies[1]);
        Assert.Null(store.Find("a.b.example", isAddress: false));
        Assert.NotNull(store.Find("b.example", isAddress: false));
        store.Remove(cookies[3]);
        store.Remove(cookies[3]);
        Assert.Null(store.Find("example", isAddress: false));
        Assert.Equal((0, 0), (store.Count, store.All().Count()));
    }

    [Fact]
    public void An_address_is_one_label()
    {
        var store = new CookieStore(10, 100);
        store.Add(Cookie("127.0.0.1", null), isAddress: true);
        Assert.NotNull(store.Find("127.0.0.1", isAddress: true));
        Assert.Null(store.Find("1", isAddress: false));
    }

    [Fact]
    public void A_host_of_any_number_of_labels_is_walked()
    {
        var store = new CookieStore(10, 100);
        string host = string.Concat(Enumerable.Repeat("a.", 100_000)) + "example";
        store.Add(Cookie(host, null), isAddress: false);
        Assert.Equal(host, Assert.Single(store.Root.Below()).Domain);
        store.Remove(Assert.Single(store.Root.Below()));
        Assert.Null(store.Find("example", isAddress: false));
    }

    private static KeptCookie Cookie(string domain, CookiePartition? partition) => new()
    {
        Pair = "a=1"u8.ToArray(),
        NameLength = 1,
        Domain = domain,
        Path = "/",
        HostOnly = true,
        Secure = true,
        HttpOnly = false,
        SameSite = null,
        Partition = partition,
        IsPersistent = false,
        Expiry = CookieTime.Never,
        Creation = 0,
        LastAccess = 0,
    };
}
