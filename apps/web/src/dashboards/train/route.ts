// The dashboard's place in the routes, by name: the route itself imports this dashboard.
import { getRouteApi } from "@tanstack/react-router";

export const trainRoute = getRouteApi("/train");
