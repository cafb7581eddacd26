using System.Text.Json;
using Cloakroom.Cookies;

namespace Cloakroom.Tests.Cookies.Jar.Conformance;

/// <summary>The context of a step, from its facts or from the values that the suite derives from them.</summary>
internal static class WebPlatformContext
{
    public static CookieContext Of(JsonElement step, bool fromFacts)
    {
        bool isScript = Cases.Text(step, "api") == "script";
        var context = new CookieContext(Cases.Address(step, "url")) { Api = isScript ? CookieApi.Script : CookieApi.Http };
        if (!step.TryGetProperty("context", out JsonElement facts))
        {
            return context;
        }

        context = context with
        {
            Kind = Cases.Text(facts, "kind") switch
            {
                "iframe" => CookieRequestKind.FrameNavigation,
                "top-level" => CookieRequestKind.TopLevelNavigation,
                _ => CookieRequestKind.Subresource,
            },
            Method = Cases.Text(facts, "method") ?? "GET",
            Initiator = Cases.Text(facts, "initiator") is { } initiator ? Address(initiator) : null,
            IsInitiatorOpaque = facts.TryGetProperty("initiator_sandboxed", out JsonElement sandboxed) && sandboxed.GetBoolean(),
            InitiatorAncestors = Addresses(facts, "initiator_ancestors"),
            Ancestors = isScript ? Addresses(facts, "ancestors") : Addresses(facts, "target_ancestors"),
            RedirectChain = Addresses(facts, "redirect_chain"),
        };

        // Some steps have no facts but the derived value.
        bool hasFacts = context.Initiator is not null || facts.TryGetProperty("ancestors", out _);
        return fromFacts && hasFacts ? context : context with { SiteForCookies = SiteForCookies(facts), Partition = Partition(facts) };
    }

    private static Site SiteForCookies(JsonElement facts) =>
        Cases.Text(facts, "site_for_cookies") is { } site ? Site.Of(new Uri(site), PublicSuffixList.Default) : Site.NewOpaque();

    private static CookiePartition? Partition(JsonElement facts) =>
        facts.TryGetProperty("partition_key", out JsonElement key)
            ? new(Site.Of(Cases.Address(key, "top_level_site"), PublicSuffixList.Default), key.GetProperty("has_cross_site_ancestor").GetBoolean())
            : null;

    private static Uri[] Addresses(JsonElement facts, string name) =>
        facts.TryGetProperty(name, out JsonElement list) ? [.. list.EnumerateArray().Select(a => Address(a.GetString() ?? ""))] : [];

    private static Uri Address(string text) => new(text.StartsWith("about:blank", StringComparison.Ordinal) ? "about:blank" : text);
}
