namespace Cloakroom.ServerTests.Cookies;

/// <summary>
/// The hosts of a script. Few, and of one family most of the time, so that their cookies meet. None of the names is on the browser's list of
/// hosts that are https only.
/// </summary>
internal sealed class Hosts
{
    private static readonly string[][] Families =
    [
        ["example.test", "www.example.test", "a.example.test", "deep.www.example.test"],
        ["example.test", "www.example.test", "a.example.test", "deep.www.example.test"],
        ["other.test", "www.other.test"],
        // Below a public suffix of the private part of the list, and that suffix itself.
        ["shop.azurewebsites.net", "market.azurewebsites.net", "azurewebsites.net", "www.shop.azurewebsites.net"],
        ["shop.co.uk", "www.shop.co.uk", "market.co.uk"],
        // Below a wildcard rule, and its exception.
        ["shop.chuo.kawasaki.jp", "www.shop.chuo.kawasaki.jp", "www.city.kawasaki.jp", "city.kawasaki.jp"],
        ["xn--bcher-kva.test", "www.xn--bcher-kva.test"],
        ["localhost", "app.localhost", "127.0.0.1"],
    ];

    private readonly Place[] _places;

    public Hosts(Numbers numbers)
    {
        string[] home = numbers.Of(Families);
        string[] hosts = [numbers.Of(home), numbers.Of(home), numbers.Of(home), numbers.Of(numbers.Of(Families))];
        // Two of three addresses are https: without it too much is refused at once.
        _places = [.. hosts.SelectMany(h => new[] { new Place(h, true, 0), new Place(h, true, numbers.Below(2)), new Place(h, false, 0) })];
    }

    public Place Any(Numbers numbers) => numbers.Of(_places);

    /// <summary>A place that may be asked from there.</summary>
    public Place Any(Numbers numbers, bool tlsOnly)
    {
        Place place = Any(numbers);
        return place with { IsTls = tlsOnly || place.IsTls };
    }
}
